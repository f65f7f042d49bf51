from collections.abc import Iterable, Iterator

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_any_script, _imports = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]
# The pages that document the API bring megabytes that few people load; compressing them is most of a first start.
LEFT_AS_THEY_ARE = ("drf_spectacular_sidecar/", "rest_framework/")


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named by their content, the modules that our own JavaScript imports among them.

    So a browser may keep every file for ever, and never runs a new module beside an old one. The scripts of packages
    stay as they are: some import what they do not ship.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (f"js/{_any_script}", _imports)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what pages load; the plain names stand by for the page that says that something went wrong."""
        hashed = set(self.hashed_files.values())
        worth_it = (path for path in paths if path in hashed and not path.startswith(LEFT_AS_THEY_ARE))
        yield from super().compress_files(worth_it)

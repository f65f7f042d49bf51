from collections.abc import Iterable, Iterator

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_any_script, _imports = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]
# What people load all day. The scripts of the admin and of the API's documentation are megabytes that few people
# fetch, once; compressing them too would be most of a first start.
WORTH_COMPRESSING = ("css/", "js/", "vendor/", "favicon")


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named by their content, the modules that our own JavaScript imports among them.

    So a browser may keep every file for ever, and never runs a new module beside an old one. The scripts of packages
    stay as they are: some import what they do not ship.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (f"js/{_any_script}", _imports)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress the hashed files; the plain names stand by for the page that says that something went wrong."""
        hashed = set(self.hashed_files.values())
        yield from super().compress_files(
            path for path in paths if path in hashed and path.startswith(WORTH_COMPRESSING)
        )

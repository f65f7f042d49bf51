from collections.abc import Iterable, Iterator

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_any_script, _imports = HashedFilesMixin._js_module_import_aggregation_patterns
# The pages that document the API bring megabytes that few people load; compressing them is most of a first start.
LEFT_AS_THEY_ARE = ("drf_spectacular_sidecar/", "rest_framework/")


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named by their content, the modules that our own JavaScript imports among them.

    So a browser may keep every file for ever, and never runs a new module beside an old one. The scripts of packages
    stay as they are: some import what they do not ship.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (f"js/{_any_script}", _imports)
    keep_only_hashed_files = True

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        return super().compress_files(path for path in paths if not path.startswith(LEFT_AS_THEY_ARE))

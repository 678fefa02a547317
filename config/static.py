"""Static files under names that tell their content; also where one script names another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # it ships no types


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # so its class is unknown
    """WhiteNoise's; Django's rewriting of `import` is asked for, so that no page mixes scripts of two releases."""

    support_js_module_import_aggregation = True

"""What is known of each gateway before anything is asked: gateways.toml and its typed loader."""

from roo_wizard.presets.base import Base
from roo_wizard.presets.entry import Credit, HeaderNeed, Preset, Quirk
from roo_wizard.presets.keys import foreign_key_warning, looks_like_key, vendor_of_key
from roo_wizard.presets.loader import for_origin, load, preset, search
from roo_wizard.presets.model_form import model_form_remark
from roo_wizard.presets.route import NativeEntry, Route

__all__ = [
    "Base",
    "Credit",
    "HeaderNeed",
    "NativeEntry",
    "Preset",
    "Quirk",
    "Route",
    "for_origin",
    "foreign_key_warning",
    "load",
    "looks_like_key",
    "model_form_remark",
    "preset",
    "search",
    "vendor_of_key",
]

"""The quality office keeps the scheme."""

from tests.web.access.words import Table

OFFICE = frozenset({"lin"})

PAGES: Table = {
    "scheme": ("/scheme/", OFFICE),
    "scheme-export": ("/scheme/export/", OFFICE),
    "pack": ("/scheme/packs/foundation/", OFFICE),
    "scheme-section": ("/scheme/sections/chains/", OFFICE),
    "scheme-item": ("/scheme/sections/chains/goal/", OFFICE),
}
POSTS: Table = {
    "pack-install": ("/scheme/packs/foundation/install/", OFFICE),
    "scheme-item-save": ("/scheme/sections/chains/goal/save/", OFFICE),
    "scheme-item-restore": ("/scheme/sections/chains/goal/restore/", OFFICE),
}

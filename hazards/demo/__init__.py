"""A district for trying the product out. Every name in it is plainly fictional."""

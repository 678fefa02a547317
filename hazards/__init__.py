"""The domain: what a hazard is, its law, its ledger (台账), its pages."""

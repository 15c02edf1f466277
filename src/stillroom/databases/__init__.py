"""Everything that depends on the kind of database: one package for each kind, one protocol for all."""

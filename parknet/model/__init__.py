"""The nouns every stage shares: frozen records, and nothing that acts."""

"""The guided path through a sample college: from a firing warning to the verified report."""

"""The figure-eight spiral (8字形质量改进螺旋): proofs, turns, guard and exemptions."""

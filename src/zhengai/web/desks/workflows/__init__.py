"""工作流程: described in packs, drawn, and run step by step."""

"""Goals of subjects (目标): target, baseline, approval."""

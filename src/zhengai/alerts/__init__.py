"""Values judged against control points; state changes that find their people."""

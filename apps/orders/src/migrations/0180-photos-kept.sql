-- An upload is removed after a day unless somebody said to keep it: of a refund's photos that is said after the refund is
-- written, and again by a sweep where whoever had to say it died.
ALTER TABLE refund ADD COLUMN photos_kept boolean NOT NULL DEFAULT true;
CREATE INDEX refund_photos_unkept ON refund (requested_at) WHERE NOT photos_kept;

-- Said by one of the crew who keeps order and does not run the session: such lines carry a badge of their own. Lines of
-- before are told apart no more; they keep the badge they had.
ALTER TABLE chat_line ADD COLUMN moderates boolean NOT NULL DEFAULT false;

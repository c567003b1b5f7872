-- What must hold between tables. Each query returns the keys of the rows that break its rule; none is as it should be.

-- documents.chars
SELECT doc_id FROM documents WHERE chars <> length(text);

-- documents.has_source
SELECT doc_id FROM documents d WHERE NOT EXISTS (FROM sources s WHERE s.source_path = split_part(d.source_path, '!/', 1));

-- documents.flags_known
SELECT doc_id FROM documents WHERE NOT list_has_all($flags, flags);

-- alignment.tiles
SELECT doc_id, start FROM (
    SELECT a.doc_id, a.start, a."end", coalesce(lag(a."end") OVER w, 0) AS reached, lead(a.start) OVER w AS next, d.chars
    FROM alignment a JOIN (SELECT doc_id, chars FROM documents) d USING (doc_id)
    WINDOW w AS (PARTITION BY a.doc_id ORDER BY a.start))
WHERE start <> reached OR (next IS NULL AND "end" <> chars)
UNION ALL SELECT doc_id, 0 FROM documents d
WHERE chars > 0 AND NOT EXISTS (FROM alignment a WHERE a.doc_id = d.doc_id);

-- alignment.inside_source
SELECT a.doc_id, a.start FROM alignment a JOIN documents d USING (doc_id) WHERE a.source_end > d.source_bytes;

-- parts.tile_source
SELECT doc_id FROM (
    SELECT p.doc_id, d.source_bytes, p.source_start, p.source_end,
        coalesce(lag(p.source_end) OVER w, 0) AS reached, lead(p.source_start) OVER w AS next
    FROM parts p JOIN documents d USING (doc_id) WINDOW w AS (PARTITION BY p.doc_id ORDER BY p.part_id))
WHERE source_start <> reached OR (next IS NULL AND source_end <> source_bytes);

-- left_out.inside_part
SELECT l.doc_id, l.seq FROM left_out l JOIN parts p USING (doc_id, part_id)
WHERE l.source_start < p.source_start OR l.source_end > p.source_end;

-- origins.inside_source
SELECT o.doc_id, o.source_start FROM origins o JOIN documents d USING (doc_id)
WHERE o.source_end > d.source_bytes OR o.source_end <= o.source_start OR o.at_end < o.at_start OR o.page > d.pages;

-- extracts.is_source
SELECT e.doc_id FROM extracts e JOIN documents d USING (doc_id)
WHERE octet_length(e.extract) <> d.source_bytes OR sha256(e.extract) <> d.source_sha256;

-- documents.has_extract
SELECT DISTINCT p.doc_id FROM parts p
WHERE p.stored = 'extract' AND NOT EXISTS (FROM extracts e WHERE e.doc_id = p.doc_id);

-- sentences.inside_block
SELECT s.doc_id, s.sentence_id FROM sentences s JOIN blocks b USING (doc_id, block_id)
WHERE s.start < b.start OR s."end" > b."end";

-- mentions.inside_sentence
SELECT m.doc_id, m.mention_id FROM mentions m JOIN sentences s USING (doc_id, sentence_id)
WHERE m.start < s.start OR m."end" > s."end";

-- mentions.entity_label
SELECT m.doc_id, m.mention_id FROM mentions m JOIN entities e USING (entity_id) WHERE m.label <> e.label;

-- entities.mentions_counted
SELECT e.entity_id FROM entities e
LEFT JOIN (SELECT entity_id, count(*) AS n, count(DISTINCT doc_id) AS d FROM mentions GROUP BY ALL) m USING (entity_id)
WHERE e.mentions <> coalesce(m.n, 0) OR e.documents <> coalesce(m.d, 0);

-- sources.reasons_known
SELECT source_path FROM sources WHERE NOT list_has_all($reasons, reasons);

-- sources.documents_counted
SELECT s.source_path FROM sources s
LEFT JOIN (SELECT split_part(source_path, '!/', 1) AS source_path, count(*) AS n FROM documents GROUP BY ALL) d
    USING (source_path)
WHERE s.documents <> coalesce(d.n, 0);

-- sources.records_reconcile
SELECT s.source_path FROM sources s
LEFT JOIN (
    SELECT source_path, count(DISTINCT source_record) FILTER (source_record >= 0) AS n,
        count(*) FILTER (source_record < 0) AS whole
    FROM rejects WHERE stage <> 'enrich' GROUP BY ALL) r USING (source_path)
WHERE coalesce(r.whole, 0) = 0 AND s.outcome <> 'skipped' AND s.records <> s.documents + coalesce(r.n, 0);

-- sources.nothing_vanishes
SELECT source_path FROM sources s
WHERE documents = 0 AND outcome <> 'skipped' AND records > 0
    AND NOT EXISTS (FROM rejects r WHERE r.source_path = s.source_path AND r.stage <> 'enrich');

-- rejects.enrich_has_document
SELECT source_path, source_record, seq FROM rejects r
WHERE stage = 'enrich' AND NOT EXISTS (FROM documents d WHERE d.doc_id = (r.row_key->>0));

-- rejects.has_source
SELECT source_path, source_record, seq FROM rejects r
WHERE NOT EXISTS (FROM sources s WHERE s.source_path = r.source_path);

-- chunks.whole_sentences
SELECT c.doc_id, c.chunk_id FROM chunks c
LEFT JOIN sentences f ON f.doc_id = c.doc_id AND f.sentence_id = c.first_sentence
LEFT JOIN sentences l ON l.doc_id = c.doc_id AND l.sentence_id = c.last_sentence
WHERE c.start IS DISTINCT FROM f.start OR c."end" IS DISTINCT FROM l."end";

-- repeats.whole_sentences
SELECT r.doc_id, r.repeat_id FROM repeats r
LEFT JOIN sentences f ON f.doc_id = r.doc_id AND f.sentence_id = r.first_sentence
LEFT JOIN sentences l ON l.doc_id = r.doc_id AND l.sentence_id = r.last_sentence
WHERE r.start IS DISTINCT FROM f.start OR r."end" IS DISTINCT FROM l."end";

-- duplicates.smallest
SELECT cluster_id, doc_id FROM duplicates WHERE cluster_id <> representative OR doc_id < representative;

-- duplicates.in_one_cluster
SELECT cluster_id, doc_id FROM duplicates d WHERE (SELECT count(*) FROM duplicates e WHERE e.doc_id = d.doc_id) > 1;

-- duplicates.of_several
SELECT cluster_id, min(doc_id) FROM duplicates GROUP BY cluster_id HAVING count(*) < 2 OR min(doc_id) <> cluster_id;

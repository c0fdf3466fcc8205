using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Monitoring.Labels;

/// <summary>The labels of a store. Any order, any time: a label may come before its prediction is found, and a later value replaces an earlier one.</summary>
public sealed class LabelStore
{
    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal LabelStore(StoreDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Keeps labels; all of them are on the disk when this returns, or none.</summary>
    /// <param name="isKnown">Whether the log has a prediction of it.</param>
    internal LabelReceipt Add(IReadOnlyList<Label> labels, Func<Label, bool> isKnown) => _database.Write(session =>
    {
        var now = _clock.NowMicroseconds;
        var (accepted, duplicates, orphans) = (0, 0, 0);
        var insert = session.Statement("""
            INSERT INTO labels (model, name, at_us, value, time_us, received_us, orphan) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (model, name, at_us) DO UPDATE SET value = excluded.value, time_us = excluded.time_us, received_us = excluded.received_us, orphan = excluded.orphan
            WHERE labels.value <> excluded.value
            """);
        foreach (var label in labels)
        {
            var isOrphan = !isKnown(label);
            long? time = label.Time?.ToMicroseconds();
            var changed = insert.Bind(1, label.Model).Bind(2, label.Name).Bind(3, label.IsByKey ? time ?? 0 : 0).Bind(4, label.Value).Bind(5, time ?? now).Bind(6, now).Bind(7, isOrphan ? 1L : 0L).Run();
            if (changed == 0) duplicates++;
            else if (isOrphan) orphans++;
            else accepted++;
        }
        return new LabelReceipt(accepted, duplicates, orphans);
    });

    /// <summary>Labels by id, of a range of ids.</summary>
    internal IReadOnlyDictionary<string, KeptLabel> ById(string first, string last) =>
        _database.Read(session => session.Query<LabelRow>("SELECT model, name, at_us, value, time_us FROM labels WHERE model = '' AND name >= @first AND name <= @last", new { first, last }))
            .ToDictionary(r => r.Name, r => r.ToLabel(), StringComparer.Ordinal);

    /// <summary>A model's labels by key, each key's in the order of their times.</summary>
    internal ILookup<string, KeptLabel> ByKey(string model) =>
        _database.Read(session => session.Query<LabelRow>("SELECT model, name, at_us, value, time_us FROM labels WHERE model = @model ORDER BY name, at_us", new { model }))
            .ToLookup(r => r.Name, r => r.ToLabel(), StringComparer.Ordinal);

    /// <summary>Labels that had no prediction when they came, the newest first.</summary>
    public IReadOnlyList<KeptLabel> Orphans(int most) =>
        [.. _database.Read(session => session.Query<LabelRow>("SELECT model, name, at_us, value, time_us FROM labels WHERE orphan = 1 ORDER BY received_us DESC, name LIMIT @most", new { most })).Select(r => r.ToLabel())];

    /// <summary>Notes that predictions of these were found after all.</summary>
    internal void Found(IEnumerable<KeptLabel> labels) => _database.Write(session =>
    {
        foreach (var label in labels) session.Execute("UPDATE labels SET orphan = 0 WHERE model = @Model AND name = @Name AND at_us = @At", label);
    });

    /// <summary>Labels kept in all, and orphans among them.</summary>
    public (long Labels, long Orphans) Count() =>
        _database.Read(session => (session.Scalar<long>("SELECT count(*) FROM labels"), session.Scalar<long>("SELECT count(*) FROM labels WHERE orphan = 1")));

    /// <summary>When the last one came, in microseconds since 1970: it stays while no label comes.</summary>
    public long LastReceived() => _database.Read(session => session.Scalar<long>("SELECT coalesce(max(received_us), 0) FROM labels"));

    internal bool CameWithin(DateTimeOffset from, DateTimeOffset to) => _database.Read(session =>
        session.Scalar<long>("SELECT count(*) FROM (SELECT 1 FROM labels WHERE received_us >= @from AND received_us < @to LIMIT 1) AS some", new { from = from.ToMicroseconds(), to = to.ToMicroseconds() })) > 0;

    sealed class LabelRow
    {
        public string Model { get; set; } = "";

        public string Name { get; set; } = "";

        public long AtUs { get; set; }

        public string Value { get; set; } = "";

        public long TimeUs { get; set; }

        public KeptLabel ToLabel() => new(Model, Name, AtUs, Value, TimeUs);
    }
}

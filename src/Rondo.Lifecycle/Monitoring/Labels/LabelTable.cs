using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Monitoring.Labels;

/// <summary>Labels as rows of a table: a column that says of what, one with the truth, and perhaps one that says when.</summary>
/// <param name="Model">The model whose rows have the keys; null when the column holds ids of predictions.</param>
/// <param name="Key">The column of keys or ids.</param>
/// <param name="Value">The column with the truth.</param>
/// <param name="Time">The column that says when; null for <c>time</c>, where there is one.</param>
public sealed record LabelTable(string? Model, string Key, string Value, string? Time)
{
    public const string Id = "prediction_id";
    const string UsualTime = "time";
    // So many are checked and kept at a time.
    const int Piece = 50_000;

    /// <summary>Adds the rows that have a truth.</summary>
    /// <returns>What became of them, and how many rows have none yet.</returns>
    /// <exception cref="RondoException">A column is missing, or a row's id or time is none.</exception>
    public (LabelReceipt Receipt, int Missing) AddTo(LabelDesk desk, Table table, CancellationToken cancellation = default)
    {
        var (names, values, times) = (Column(table, Key), Column(table, Value), TimesOf(table));
        var labels = new List<Label>();
        for (var row = 0; row < table.RowCount; row++)
        {
            if (values[row] is not { } value) continue;
            var name = names[row] ?? throw new RondoException(new Mistake("bad_labels", $"Row {row + 1} of the labels has no '{Key}'.") { Row = row + 1, Field = Key });
            labels.Add(new Label(Model ?? "", Model is null ? name.ToLowerInvariant() : name, value, times(row)));
        }
        var total = new LabelReceipt(0, 0, 0);
        foreach (var piece in labels.Chunk(Piece))
        {
            var receipt = desk.Add(piece, cancellation);
            total = new LabelReceipt(total.Accepted + receipt.Accepted, total.Duplicates + receipt.Duplicates, total.Orphans + receipt.Orphans);
        }
        return (total, table.RowCount - labels.Count);
    }

    Func<int, DateTimeOffset?> TimesOf(Table table)
    {
        if (Time is null && !table.Schema.Contains(UsualTime)) return _ => null;
        var name = Time ?? UsualTime;
        Require(table, name);
        var column = table[name];
        return row => column.IsMissing(row) ? null : column switch
        {
            IntegerColumn { Type: ColumnType.Timestamp or ColumnType.TimestampUtc } times => StoreClock.FromMicroseconds(times.Values[row]),
            IntegerColumn { Type: ColumnType.Date } days => DateTimeOffset.UnixEpoch.AddDays(days.Values[row]),
            TextColumn texts when LabelReader.TimeOf(texts[row]!) is { } time => time,
            _ => throw new RondoException(new Mistake("bad_labels", $"Row {row + 1} of the labels' '{name}' is no time.") { Row = row + 1, Field = name, Hint = "Write one such as 2026-05-31T12:00:00Z." }),
        };
    }

    static string?[] Column(Table table, string name)
    {
        Require(table, name);
        return ColumnTexts.Of(table[name]);
    }

    static void Require(Table table, string name)
    {
        if (table.Schema.Contains(name)) return;
        throw new RondoException(new Mistake("unknown_column", $"The labels have no column '{name}'.") { Field = name, Hint = Spelling.DidYouMean(name, table.Schema.Fields.Select(f => f.Name)) ?? $"They have {string.Join(", ", table.Schema.Fields.Select(f => f.Name))}." });
    }
}

using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Features;

/// <summary>
/// What was known of entities, and from when on: the newest rows of each, by time. Whoever looks gets the last row until a time, as a join
/// with <c>as_of</c> does in training, so that no answer knows what was not known yet. Immutable.
/// </summary>
public sealed class FeatureTable
{
    readonly Dictionary<string, (int Start, int Count)> _entities = new(StringComparer.Ordinal);
    readonly long[] _times;

    /// <param name="rows">By key, then by time: as <see cref="With"/> leaves them.</param>
    /// <param name="kept">How many rows an entity has at most.</param>
    internal FeatureTable(Table rows, string key, string time, int kept)
    {
        (Rows, Key, Time, Kept) = (rows, key, time, kept);
        _times = TimesOf(rows[time]);
        var keys = rows[key];
        for (var row = 0; row < rows.RowCount; row++)
        {
            var entity = EntityOf(keys, row)!;
            _entities[entity] = _entities.TryGetValue(entity, out var place) ? place with { Count = place.Count + 1 } : (row, 1);
        }
    }

    public Table Rows { get; }

    /// <summary>The column that says whom a row is about.</summary>
    public string Key { get; }

    /// <summary>The column that says from when on it is true.</summary>
    public string Time { get; }

    /// <summary>How many rows an entity has at most; the oldest go.</summary>
    public int Kept { get; }

    public int Entities => _entities.Count;

    public ColumnType KeyType => Rows[Key].Type;

    /// <summary>A table of these rows.</summary>
    /// <exception cref="RondoException">A column is missing or of the wrong type, or a row has no key or time.</exception>
    public static FeatureTable Of(Table rows, string key, string time, int kept)
    {
        Require(rows, key, "--key", type => type is ColumnType.Text or ColumnType.Int64, "text or whole numbers");
        Require(rows, time, "--time", type => type.IsTemporal, "a date or time");
        return new FeatureTable(rows.Take([]), key, time, kept).With(rows);
    }

    /// <summary>This table with further rows. A row takes the place of one of the same key and time; what comes late never hides what is newer.</summary>
    /// <exception cref="RondoException">The columns are others, or a row has no key or time.</exception>
    public FeatureTable With(Table rows, int? kept = null)
    {
        var more = Conform(rows);
        RefuseGaps(more);
        var all = Table.Of(Rows.Schema.Fields.Select((f, i) => (f.Name, Append(Rows.Columns[i], more[f.Name]))));
        var (keys, times) = (all[Key], TimesOf(all[Time]));
        var entities = Enumerable.Range(0, all.RowCount).Select(row => EntityOf(keys, row)!).ToArray();
        var order = Enumerable.Range(0, all.RowCount).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(entities[a], entities[b]) is not 0 and var byKey ? byKey : times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b));
        var limit = kept ?? Kept;
        var chosen = new List<int>(order.Length);
        var newer = 0;
        // From the newest on: of equal times the one that came last, and of an entity no more than are kept.
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var isSame = i + 1 < order.Length && entities[order[i]] == entities[order[i + 1]];
            if (isSame && times[order[i]] == times[order[i + 1]]) continue;
            newer = isSame ? newer + 1 : 0;
            if (newer < limit) chosen.Add(order[i]);
        }
        chosen.Reverse();
        return new FeatureTable(all.Take([.. chosen]), Key, Time, limit);
    }

    /// <summary>The entity's last row until a time, and that row's time; null when there is none.</summary>
    /// <param name="until">Microseconds since 1970, UTC.</param>
    public (int Row, long Time)? Find(string entity, long until)
    {
        if (!_entities.TryGetValue(entity, out var place)) return null;
        var found = _times.AsSpan(place.Start, place.Count).BinarySearch(until);
        var last = place.Start + (found >= 0 ? found : ~found - 1);
        return last < place.Start ? null : (last, _times[last]);
    }

    /// <summary>Whether anything is known of the entity, at whatever time.</summary>
    public bool Knows(string entity) => _entities.ContainsKey(entity);

    /// <summary>An entity's name as text; null when it is missing.</summary>
    static string? EntityOf(Column keys, int row) => keys.IsMissing(row) ? null
        : keys is TextColumn texts ? texts[row] : ((IntegerColumn)keys).Values[row].ToString(CultureInfo.InvariantCulture);

    static long[] TimesOf(Column column) => column is IntegerColumn { Type: ColumnType.Date } dates
        ? Array.ConvertAll(dates.Values, day => day * CivilCalendar.MicrosecondsPerDay) : ((IntegerColumn)column).Values;

    Table Conform(Table rows)
    {
        var mistakes = new List<Mistake>();
        var columns = new List<(string, Column)>();
        foreach (var field in Rows.Schema.Fields)
        {
            if (!rows.Schema.Contains(field.Name))
                mistakes.Add(new Mistake("missing_column", $"The feature table has a column '{field.Name}' ({field.Type.Word}), which the rows have not.") { Field = field.Name, Hint = Spelling.DidYouMean(field.Name, rows.Schema.Fields.Select(f => f.Name)) });
            else if (ColumnConversion.To(field.Type, rows[field.Name]) is { } column) columns.Add((field.Name, column));
            else mistakes.Add(new Mistake("wrong_type", $"Column '{field.Name}' is {rows[field.Name].Type.Word}; the feature table has {field.Type.Word}.") { Field = field.Name });
        }
        foreach (var field in rows.Schema.Fields.Where(f => !Rows.Schema.Contains(f.Name)))
            mistakes.Add(new Mistake("unknown_column", $"The rows have a column '{field.Name}', which the feature table has not.") { Field = field.Name, Hint = "Drop the table and push it anew to change its columns." });
        return mistakes.Count == 0 ? Table.Of(columns) : throw new RondoException(mistakes);
    }

    void RefuseGaps(Table rows)
    {
        foreach (var name in (string[])[Key, Time])
        {
            var column = rows[name];
            var count = column.CountMissing();
            if (count == 0) continue;
            var first = Enumerable.Range(0, rows.RowCount).First(column.IsMissing) + 1;
            throw new RondoException(new Mistake("missing_value", FormattableString.Invariant($"{count} rows have no {name} (first: row {first}); a feature's row says whom it is about and from when on it is true.")) { Field = name, Row = first });
        }
    }

    static void Require(Table rows, string name, string flag, Func<ColumnType, bool> fits, string wanted)
    {
        if (rows.Schema.Find(name) is not { } field)
            throw new RondoException(new Mistake("unknown_column", $"{flag} names a column '{name}', which the rows have not.") { Field = name, Hint = Spelling.DidYouMean(name, rows.Schema.Fields.Select(f => f.Name)) });
        if (!fits(field.Type)) throw new RondoException(new Mistake("wrong_type", $"{flag} takes a column of {wanted}; '{name}' is {field.Type.Word}.") { Field = name });
    }

    static Column Append(Column first, Column second) => (first, second) switch
    {
        (DoubleColumn a, DoubleColumn b) => new DoubleColumn([.. a.Values, .. b.Values]),
        (TextColumn a, TextColumn b) => new TextColumn([.. a.Codes, .. b.Codes.Select(code => code < 0 ? code : code + a.Dictionary.Length)], [.. a.Dictionary, .. b.Dictionary]),
        (IntegerColumn a, IntegerColumn b) => new IntegerColumn(a.Type, [.. a.Values, .. b.Values],
            a.Missing is null && b.Missing is null ? null : [.. a.Missing ?? new bool[a.Length], .. b.Missing ?? new bool[b.Length]]),
        _ => throw new ArgumentException($"A column of {second.Type.Word} does not follow one of {first.Type.Word}.", nameof(second)),
    };
}

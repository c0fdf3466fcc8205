using System.Collections.Immutable;
using Rondo.Deploy.Host;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Features;

/// <summary>A feature table fitted to a model: which of its columns is which of the model's, and by what a row names its entity and time.</summary>
sealed class RowLookup
{
    readonly Column?[] _features;
    readonly TimeProvider _clock;

    /// <exception cref="RondoException">The table is of another key, or its columns are of other types than the model's.</exception>
    public RowLookup(ServedModel model, FeatureTable table, EntityLookup lookup, TimeSpan? maxAge, TimeProvider clock)
    {
        (Table, Name, MaxAge, _clock) = (table, lookup.Table, maxAge, clock);
        if (table.Key != lookup.Key)
            throw new RondoException("lookup_mismatch", $"The feature table '{Name}' is by '{table.Key}', not by '{lookup.Key}'.", "Name that key, or push a table by the other one.");
        _features = [.. model.Columns.Select(c => FeatureOf(c, table))];
        var columns = model.Columns;
        KeyIndex = Place(ref columns, model, table.Key, table.KeyType);
        TimeIndex = Place(ref columns, model, table.Time, table.Rows[table.Time].Type);
        Columns = columns;
    }

    public FeatureTable Table { get; }

    public string Name { get; }

    /// <summary>From which age on features are stale; null for never.</summary>
    public TimeSpan? MaxAge { get; }

    /// <summary>The model's columns, then those that only the look-up needs.</summary>
    public ImmutableArray<ServedColumn> Columns { get; }

    public int KeyIndex { get; }

    public int TimeIndex { get; }

    /// <summary>Microseconds since 1970.</summary>
    public long Now => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public int IndexOf(string name, ServedModel model) =>
        model.IndexOf(name) is >= 0 and var index ? index : name == Table.Key ? KeyIndex : name == Table.Time ? TimeIndex : -1;

    /// <summary>What the table has for a column of the model; null when it has none.</summary>
    public Column? FeatureFor(int column) => column < _features.Length ? _features[column] : null;

    // An entity's name and the time are asked of the row, not of the table.
    Column? FeatureOf(ServedColumn column, FeatureTable table)
    {
        if (column.Name == table.Key || table.Rows.Schema.IndexOf(column.Name) < 0) return null;
        return ColumnConversion.To(column.Type, table.Rows[column.Name])
            ?? throw new RondoException("lookup_mismatch", $"Column '{column.Name}' is {table.Rows[column.Name].Type.Word} in the feature table '{Name}' and {column.Type.Word} in the model.", "Push the table anew with values of the model's type.");
    }

    static int Place(ref ImmutableArray<ServedColumn> columns, ServedModel model, string name, ColumnType type)
    {
        if (model.IndexOf(name) is >= 0 and var index) return index;
        columns = columns.Add(new ServedColumn(name, type, IsOptional: true));
        return columns.Length - 1;
    }
}

/// <summary>What a row was completed by.</summary>
/// <param name="Time">From when on that was true: microseconds since 1970.</param>
/// <param name="IsStale">Whether it is older than features may be.</param>
readonly record struct LookedUp(long Time, bool IsStale);

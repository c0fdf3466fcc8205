using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Cells;

/// <summary>Where reading stopped: the largest value of a column, and the rows that have it.</summary>
/// <param name="Column">By which rows are told old from new.</param>
/// <param name="Kind">number, date, timestamp, timestamp_utc or text.</param>
/// <param name="Value">The largest value, as text: times in ISO 8601, numbers so that they read back exactly.</param>
/// <param name="Seen">The hashes of the rows at that value.</param>
public sealed partial record RowCursor(string Column, string Kind, string Value, ImmutableArray<string> Seen)
{
    /// <exception cref="RondoException">The text is no cursor of this column.</exception>
    public static RowCursor? Parse(string? text, string column)
    {
        if (text is null) return null;
        RowCursor? cursor;
        try
        {
            cursor = JsonSerializer.Deserialize(text, Json.Default.RowCursor);
        }
        catch (JsonException)
        {
            cursor = null;
        }
        if (cursor is not { Column: not null, Kind: not null, Value: not null, Seen.IsDefault: false })
            throw new RondoException("bad_cursor", "The place where the last run stopped can't be read.", "Begin anew: the rows that were kept are read again.");
        return cursor.Column == column ? cursor : throw Other(cursor, column, null);
    }

    public override string ToString() => JsonSerializer.Serialize(this, Json.Default.RowCursor);

    /// <exception cref="RondoException">It is of another column, or its values are of another kind.</exception>
    public void CheckSame(string column, string kind)
    {
        if (column != Column || kind != Kind) throw Other(this, column, kind);
    }

    internal static string TextOf(ulong hash)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, hash);
        return Convert.ToBase64String(bytes)[..11];
    }

    internal Dictionary<string, int> CountSeen() => Seen.CountBy(s => s).ToDictionary(StringComparer.Ordinal);

    /// <summary>What was seen beyond these.</summary>
    internal IEnumerable<string> Missing(IEnumerable<string> ties)
    {
        var left = CountSeen();
        foreach (var tie in ties)
            if (left.TryGetValue(tie, out var count)) left[tie] = count - 1;
        return left.Where(l => l.Value > 0).SelectMany(l => Enumerable.Repeat(l.Key, l.Value));
    }

    static RondoException Other(RowCursor cursor, string column, string? kind) =>
        new("bad_cursor", $"The last run stopped at a {cursor.Kind} of column '{cursor.Column}', but now rows are told apart by {(kind is null ? "" : $"a {kind} of ")}column '{column}'.",
            "Begin anew, or name the same column as before.");

    [JsonSerializable(typeof(RowCursor))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    sealed partial class Json : JsonSerializerContext;
}

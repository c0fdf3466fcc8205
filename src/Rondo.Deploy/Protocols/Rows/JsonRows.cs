using System.Text.Json;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>Reads rows out of JSON. The reader stands on the first token of a value before, and on its last one after.</summary>
static class JsonRows
{
    /// <summary>Deeper than any row can be; what nests further is refused by the reader.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 32 };

    /// <summary>One row: an object of columns.</summary>
    public static void ReadObject(ref Utf8JsonReader reader, RowTable rows)
    {
        rows.BeginRow();
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = rows.Find(in reader, next);
            reader.Read();
            if (column >= 0) rows.Set(column, in reader);
            reader.Skip();
            next = column + 1;
        }
        rows.EndRow();
    }

    /// <summary>One row: an array of values in the order of the columns given.</summary>
    public static void ReadValues(ref Utf8JsonReader reader, RowTable rows, ReadOnlySpan<int> columns)
    {
        rows.BeginRow();
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count < columns.Length && columns[count] >= 0) rows.Set(columns[count], in reader);
            reader.Skip();
            count++;
        }
        if (count != columns.Length)
            rows.Problems.Add(rows.Rows, null, FormattableString.Invariant($"{columns.Length} values"), FormattableString.Invariant($"{count}"));
        rows.EndRow();
    }

    /// <summary>An array of rows, each an object.</summary>
    /// <param name="key">What the array is called, for problems.</param>
    public static void ReadObjects(ref Utf8JsonReader reader, RowTable rows, string key)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw NotAnArray(in reader, key);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw ServingException.Invalid([new Problem(rows.Rows, null, "an object of columns", Got.Of(in reader))]);
            ReadObject(ref reader, rows);
        }
    }

    /// <summary>An array of rows, each an object of columns or an array of all values in the signature's order.</summary>
    public static void ReadInstances(ref Utf8JsonReader reader, RowTable rows, string key)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw NotAnArray(in reader, key);
        int[]? order = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject) ReadObject(ref reader, rows);
            else if (reader.TokenType == JsonTokenType.StartArray) ReadValues(ref reader, rows, order ??= [.. Enumerable.Range(0, rows.Model.Columns.Length)]);
            else if (rows.Model.Columns.Length == 1) ReadOnlyValue(ref reader, rows);
            else throw ServingException.Invalid([new Problem(rows.Rows, null, "an object of columns, or an array of all values in the signature's order", Got.Of(in reader))]);
        }
    }

    /// <summary>Whether a name or text is this one. What holds half a surrogate pair is nothing.</summary>
    public static bool Is(ref readonly Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        try
        {
            return reader.ValueTextEquals(utf8);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A value that has to be true or false.</summary>
    public static bool Flag(ref readonly Utf8JsonReader reader, string key) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw ServingException.Invalid([new Problem(null, key, "true or false", Got.Of(in reader))]),
    };

    public static ServingException NotAnArray(ref readonly Utf8JsonReader reader, string key) =>
        ServingException.Invalid([new Problem(null, key, "an array", Got.Of(in reader))]);

    static void ReadOnlyValue(ref Utf8JsonReader reader, RowTable rows)
    {
        rows.BeginRow();
        rows.Set(0, in reader);
        rows.EndRow();
    }
}

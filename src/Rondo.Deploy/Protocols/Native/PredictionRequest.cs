using System.Text.Json;
using System.Text.Unicode;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Native;

/// <summary>Reads a body of the native protocol: one bare object, <c>{"rows":[...]}</c>, or a row a line.</summary>
static class PredictionRequest
{
    const int LongestTime = 40;

    public static void Read(ReadOnlySpan<byte> body, MediaKind kind, RowTable rows, ref PredictionOptions options)
    {
        RequireUtf8(body);
        if (kind == MediaKind.JsonLines) ReadLines(body, rows);
        else ReadObject(body, rows, ref options);
        if (rows.Rows == 0) throw ServingException.Invalid([new Problem(null, "rows", "at least one row", "none")]);
    }

    /// <summary>The reader of JSON trusts its bytes: what is no UTF-8 is refused before.</summary>
    public static void RequireUtf8(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body)) throw ServingException.Invalid("bad_utf8", "The body isn't valid UTF-8.");
    }

    static void ReadObject(ReadOnlySpan<byte> body, RowTable rows, ref PredictionOptions options)
    {
        var reader = new Utf8JsonReader(body, JsonRows.Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw ServingException.Invalid([new Problem(null, null, "an object of columns, or {\"rows\": [...]}", Got.Of(in reader))]);
        if (HasEnvelope(reader, body))
        {
            // The time may come after the rows that it is about.
            if (rows.LooksUp) rows.AsOf = FindTime(reader);
            ReadEnvelope(ref reader, rows, ref options);
        }
        else JsonRows.ReadObject(ref reader, rows);
        // Whatever follows the value is refused by the reader.
        reader.Read();
    }

    // An array can't be a column's value: {"rows": [...]} is no row, whatever the columns' names.
    static bool HasEnvelope(Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\"rows\""u8) < 0) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRows = JsonRows.Is(in reader, "rows"u8);
            reader.Read();
            if (isRows && reader.TokenType == JsonTokenType.StartArray) return true;
            reader.Skip();
        }
        return false;
    }

    static long? FindTime(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = JsonRows.Is(in reader, "time"u8);
            reader.Read();
            if (isTime && reader.TokenType != JsonTokenType.Null) return TimeOf(in reader);
            reader.Skip();
        }
        return null;
    }

    static long TimeOf(ref readonly Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestTime && CivilCalendar.TryParseMoment(TextOf(in reader, "time"), out var time)
            ? time : throw ServingException.Invalid([new Problem(null, "time", "a time such as \"2026-05-31T12:00:00Z\"", Got.Of(in reader))]);

    static void ReadEnvelope(ref Utf8JsonReader reader, RowTable rows, ref PredictionOptions options)
    {
        var seen = Keys.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = KeyOf(in reader);
            if (key == Keys.None) throw ServingException.Invalid([new Problem(null, Got.Of(in reader), "rows, explain, interval, unit or time", "an unknown key")]);
            if ((seen & key) != 0) throw ServingException.Invalid([new Problem(null, key.ToString().ToLowerInvariant(), "the key once", "it twice")]);
            seen |= key;
            reader.Read();
            ReadKey(ref reader, key, rows, ref options);
        }
    }

    static void ReadKey(ref Utf8JsonReader reader, Keys key, RowTable rows, ref PredictionOptions options)
    {
        if (key == Keys.Rows) JsonRows.ReadObjects(ref reader, rows, "rows");
        else if (reader.TokenType == JsonTokenType.Null) return;
        else if (key == Keys.Explain) options.Explain = JsonRows.Flag(in reader, "explain");
        else if (key == Keys.Time) options.Time = TimeOf(in reader);
        else if (key == Keys.Interval) options.Interval = PredictionOptions.LevelOf(in reader);
        else if (reader.TokenType != JsonTokenType.String)
            throw ServingException.Invalid([new Problem(null, key.ToString().ToLowerInvariant(), "text", Got.Of(in reader))]);
        else if (key == Keys.Unit) options.Unit = UnitOf(in reader);
    }

    static string UnitOf(ref readonly Utf8JsonReader reader)
    {
        const int LongestUnit = 200;
        var unit = TextOf(in reader, "unit");
        return unit.Length <= LongestUnit ? unit : throw ServingException.Invalid([new Problem(null, "unit", FormattableString.Invariant($"at most {LongestUnit} characters"), FormattableString.Invariant($"{unit.Length}"))]);
    }

    static string TextOf(ref readonly Utf8JsonReader reader, string key)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ServingException.Invalid([new Problem(null, key, "text", "half a surrogate pair")]);
        }
    }

    static Keys KeyOf(ref readonly Utf8JsonReader reader) =>
        JsonRows.Is(in reader, "rows"u8) ? Keys.Rows
        : JsonRows.Is(in reader, "explain"u8) ? Keys.Explain
        : JsonRows.Is(in reader, "interval"u8) ? Keys.Interval
        : JsonRows.Is(in reader, "unit"u8) ? Keys.Unit
        : JsonRows.Is(in reader, "time"u8) ? Keys.Time
        : Keys.None;

    /// <summary>One object a line.</summary>
    public static void ReadLines(ReadOnlySpan<byte> body, RowTable rows)
    {
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? [] : body[(end + 1)..];
            if (line.ContainsAnyExcept(" \t\r"u8)) ReadLine(line, rows);
        }
    }

    static void ReadLine(ReadOnlySpan<byte> line, RowTable rows)
    {
        try
        {
            var reader = new Utf8JsonReader(line, JsonRows.Options);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw ServingException.Invalid([new Problem(rows.Rows, null, "an object of columns", Got.Of(in reader))]);
            JsonRows.ReadObject(ref reader, rows);
            reader.Read();
        }
        catch (JsonException e)
        {
            throw ServingException.Invalid([new Problem(rows.Rows, null, "one JSON object a line", e.Message)]);
        }
    }

    [Flags]
    enum Keys
    {
        None = 0,
        Rows = 1,
        Explain = 2,
        Interval = 4,
        Unit = 8,
        Time = 16,
    }
}

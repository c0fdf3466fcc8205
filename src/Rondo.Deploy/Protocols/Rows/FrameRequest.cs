using System.Text.Json;
using Rondo.Deploy.Protocols.Native;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>The forms in which data frames travel as JSON.</summary>
[Flags]
enum FrameForms
{
    None = 0,
    /// <summary>Rows as objects, or as arrays in the signature's order.</summary>
    Instances = 1,
    /// <summary>The same, or an object of columns.</summary>
    Inputs = 2,
    /// <summary>Columns, index and data apart, as pandas says "split".</summary>
    Split = 4,
    /// <summary>Rows as objects, as pandas says "records".</summary>
    Records = 8,
    /// <summary>As split, in Azure's word.</summary>
    InputData = 16,
    /// <summary>Rows as objects, in Rondo's word.</summary>
    Rows = 32,
    /// <summary>Rows as objects, in Azure's older word.</summary>
    Data = 64,
}

/// <summary>Reads an object that holds exactly one of the forms allowed.</summary>
static class FrameRequest
{
    static readonly (FrameForms Form, string Key)[] _forms =
    [
        (FrameForms.Instances, "instances"), (FrameForms.Inputs, "inputs"), (FrameForms.Split, "dataframe_split"), (FrameForms.Records, "dataframe_records"),
        (FrameForms.InputData, "input_data"), (FrameForms.Rows, "rows"), (FrameForms.Data, "data"),
    ];

    /// <summary>What servers of this kind take beside the rows, and that means nothing here.</summary>
    static readonly HashSet<string> _beside = ["params", "parameters", "signature_name"];

    public static void Read(ReadOnlySpan<byte> body, RowTable rows, FrameForms allowed)
    {
        PredictionRequest.RequireUtf8(body);
        var reader = new Utf8JsonReader(body, JsonRows.Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw Wrong(null, $"an object with {Words(allowed)}", Got.Of(in reader));
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var found = FrameForms.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = KeyOf(in reader, keys);
            reader.Read();
            var form = FormOf(key) & allowed;
            if (form != FrameForms.None && found != FrameForms.None) throw Wrong(key, $"exactly one of {Words(allowed)}", "two of them");
            if (form != FrameForms.None) ReadForm(ref reader, rows, found = form, key);
            else if (!_beside.Contains(key)) throw Wrong(key, Words(allowed), "an unknown key");
            else if (key != "signature_name" && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null)) throw Wrong(key, "an object", Got.Of(in reader));
            reader.Skip();
        }
        reader.Read();
        if (found == FrameForms.None) throw Wrong(null, $"one of {Words(allowed)}", "none");
        if (rows.Rows == 0) throw Wrong(_forms.First(f => f.Form == found).Key, "at least one row", "none");
    }

    static void ReadForm(ref Utf8JsonReader reader, RowTable rows, FrameForms form, string key)
    {
        if (form == FrameForms.Instances && reader.TokenType != JsonTokenType.StartArray)
            throw ServingException.Invalid("invalid_rows", "Expected \"instances\" to be a list", [new Problem(null, key, "an array", Got.Of(in reader))]);
        if (form == FrameForms.Instances) JsonRows.ReadInstances(ref reader, rows, key);
        else if (form == FrameForms.Inputs && reader.TokenType == JsonTokenType.StartObject) ReadColumns(ref reader, rows);
        else if (form == FrameForms.Inputs) JsonRows.ReadInstances(ref reader, rows, key);
        else if (form is FrameForms.Split or FrameForms.InputData) ReadSplit(ref reader, rows, key);
        else JsonRows.ReadObjects(ref reader, rows, key);
    }

    // {"a": [1, 2], "b": ["x", "y"]}
    static void ReadColumns(ref Utf8JsonReader reader, RowTable rows)
    {
        rows.BeginColumns(0);
        var count = -1;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = KeyOf(in reader, keys);
            var column = rows.Find(name);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray) throw JsonRows.NotAnArray(in reader, name);
            var length = ReadColumn(ref reader, rows, column);
            if (count >= 0 && length != count) throw Wrong(name, FormattableString.Invariant($"{count} values, as many as the columns before"), FormattableString.Invariant($"{length}"));
            count = length;
        }
        rows.EndColumns(Math.Max(0, count));
    }

    static int ReadColumn(ref Utf8JsonReader reader, RowTable rows, int column)
    {
        var row = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; row++)
        {
            rows.MoveTo(row);
            if (column >= 0) rows.Set(column, in reader);
            reader.Skip();
        }
        return row;
    }

    // The data may come before the names of their columns.
    static void ReadSplit(ref Utf8JsonReader reader, RowTable rows, string form)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Wrong(form, "an object with columns and data", Got.Of(in reader));
        var keys = new HashSet<string>(StringComparer.Ordinal);
        Utf8JsonReader data = default;
        int[]? columns = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = KeyOf(in reader, keys);
            reader.Read();
            if (key is not ("columns" or "index" or "data")) throw Wrong(key, "columns, index or data", "an unknown key");
            if (reader.TokenType != JsonTokenType.StartArray) throw JsonRows.NotAnArray(in reader, key);
            if (key == "columns") columns = ReadNames(ref reader, rows);
            else if (key == "data") data = reader;
            reader.Skip();
        }
        if (columns is null) throw Wrong("columns", "an array of the columns' names", "no such key");
        if (!keys.Contains("data")) throw Wrong("data", "an array of rows", "no such key");
        while (data.Read() && data.TokenType != JsonTokenType.EndArray)
        {
            if (data.TokenType != JsonTokenType.StartArray) throw Wrong("data", "an array of values for each row", Got.Of(in data));
            JsonRows.ReadValues(ref data, rows, columns);
        }
    }

    static int[] ReadNames(ref Utf8JsonReader reader, RowTable rows)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var columns = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String) throw Wrong("columns", "names", Got.Of(in reader));
            columns.Add(rows.Find(KeyOf(in reader, names)));
        }
        rows.Problems.ThrowIfAny();
        return [.. columns];
    }

    static string KeyOf(ref readonly Utf8JsonReader reader, HashSet<string> keys)
    {
        string key;
        try
        {
            key = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(null, "a name", "half a surrogate pair");
        }
        return keys.Add(key) ? key : throw Wrong(key, "it once", "it twice");
    }

    static FrameForms FormOf(string key)
    {
        foreach (var (form, word) in _forms)
            if (word == key) return form;
        return FrameForms.None;
    }

    static string Words(FrameForms allowed) => string.Join(", ", _forms.Where(f => (f.Form & allowed) != 0).Select(f => f.Key));

    static ServingException Wrong(string? key, string expected, string got) => ServingException.Invalid([new Problem(null, key, expected, got)]);
}

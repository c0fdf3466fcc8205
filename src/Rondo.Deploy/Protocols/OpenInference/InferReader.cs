using System.Text.Json;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.OpenInference;

/// <summary>Reads the JSON of an inference request.</summary>
static class InferReader
{
    // Triton's bound of nesting.
    static readonly JsonReaderOptions _options = new() { MaxDepth = 100 };

    public static InferRequest Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, _options);
        reader.Read();
        Expect(in reader, JsonTokenType.StartObject, null, "an object with inputs");
        var request = new InferRequest();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var hasInputs = false;
        while (NextKey(ref reader, keys) is { } key)
        {
            if (key == "id") request.Id = Text(in reader, key);
            else if (key == "parameters") ReadParameters(ref reader, request);
            else if (key == "inputs") hasInputs = ReadInputs(ref reader, request);
            else if (key == "outputs") request.Outputs = ReadOutputs(ref reader);
            else throw Unknown(key, "id, parameters, inputs or outputs");
        }
        reader.Read();
        return hasInputs ? request : throw Wrong("inputs", "an array of tensors", "no such key");
    }

    static bool ReadInputs(ref Utf8JsonReader reader, InferRequest request)
    {
        Expect(in reader, JsonTokenType.StartArray, "inputs", "an array of tensors");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var input = ReadInput(ref reader);
            if (request.Inputs.Exists(i => i.Name == input.Name)) throw Wrong(input.Name, "the input once", "it twice");
            request.Inputs.Add(input);
        }
        return true;
    }

    static InputTensor ReadInput(ref Utf8JsonReader reader)
    {
        Expect(in reader, JsonTokenType.StartObject, "inputs", "an object with name, datatype, shape and data");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var (name, word, shape, dataStart, binary) = ((string?)null, (string?)null, (ulong[]?)null, -1, (long?)null);
        while (NextKey(ref reader, keys) is { } key)
        {
            if (key == "name") name = Text(in reader, key);
            else if (key == "datatype") word = Text(in reader, key);
            else if (key == "shape") shape = ReadShape(ref reader);
            else if (key == "parameters") ReadParameters(ref reader, ref binary);
            else if (key == "data")
            {
                Expect(in reader, JsonTokenType.StartArray, name ?? "data", "an array of values");
                dataStart = (int)reader.TokenStartIndex;
                reader.Skip();
            }
            else throw Unknown(key, "name, datatype, shape, parameters or data");
        }
        if (name is null) throw Wrong("name", "the input's name", "no such key");
        if (!Datatypes.TryParse(word, out var type)) throw Wrong(name, "a datatype such as FP64, INT64, BOOL or BYTES", word is null ? "none" : $"\"{word}\"");
        if (shape is null) throw Wrong(name, "a shape", "none");
        if (dataStart < 0 == binary is null) throw Wrong(name, "values either in data or in bytes (binary_data_size)", binary is null ? "neither" : "both");
        return new InputTensor(name, type, shape, dataStart, binary);
    }

    static ulong[] ReadShape(ref Utf8JsonReader reader)
    {
        Expect(in reader, JsonTokenType.StartArray, "shape", "an array of dimensions");
        var shape = new List<ulong>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetUInt64(out var dimension)) throw Wrong("shape", "whole numbers from 0 on", Got.Of(in reader));
            shape.Add(dimension);
        }
        return [.. shape];
    }

    static List<RequestedOutput> ReadOutputs(ref Utf8JsonReader reader)
    {
        Expect(in reader, JsonTokenType.StartArray, "outputs", "an array of outputs");
        var outputs = new List<RequestedOutput>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(in reader, JsonTokenType.StartObject, "outputs", "an object with a name");
            var keys = new HashSet<string>(StringComparer.Ordinal);
            var output = new RequestedOutput("", null, null);
            while (NextKey(ref reader, keys) is { } key)
            {
                if (key == "name") output = output with { Name = Text(in reader, key) };
                else if (key == "parameters") output = ReadParameters(ref reader, output);
                else throw Unknown(key, "name or parameters");
            }
            if (output.Name.Length == 0) throw Wrong("outputs", "an output's name", "none");
            if (outputs.Exists(o => o.Name == output.Name)) throw Wrong(output.Name, "the output once", "it twice");
            outputs.Add(output);
        }
        return outputs;
    }

    static void ReadParameters(ref Utf8JsonReader reader, InferRequest request)
    {
        var keys = Parameters(in reader);
        while (NextKey(ref reader, keys) is { } key)
        {
            if (key == "binary_data_output") request.BinaryOutputs = JsonRows.Flag(in reader, key);
            else CheckParameter(in reader, key);
        }
    }

    static void ReadParameters(ref Utf8JsonReader reader, ref long? binary)
    {
        var keys = Parameters(in reader);
        while (NextKey(ref reader, keys) is { } key)
        {
            if (key == "binary_data_size") binary = Count(in reader, key);
            else CheckParameter(in reader, key);
        }
    }

    static RequestedOutput ReadParameters(ref Utf8JsonReader reader, RequestedOutput output)
    {
        var keys = Parameters(in reader);
        while (NextKey(ref reader, keys) is { } key)
        {
            if (key == "binary_data") output = output with { IsBinary = JsonRows.Flag(in reader, key) };
            else if (key == "classification") output = output with { Classes = (int)Math.Min(int.MaxValue, Count(in reader, key)) };
            else CheckParameter(in reader, key);
        }
        return output;
    }

    static HashSet<string> Parameters(ref readonly Utf8JsonReader reader)
    {
        Expect(in reader, JsonTokenType.StartObject, "parameters", "an object");
        return new HashSet<string>(StringComparer.Ordinal);
    }

    // Parameters that mean nothing here are left out, but they have to be simple.
    static void CheckParameter(ref readonly Utf8JsonReader reader, string key)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) throw Wrong(key, "text, a number, true or false", Got.Of(in reader));
    }

    static long Count(ref readonly Utf8JsonReader reader, string key) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 0 ? count : throw Wrong(key, "a whole number from 0 on", Got.Of(in reader));

    // The next key of an object, with the reader on its value; null at the object's end.
    static string? NextKey(ref Utf8JsonReader reader, HashSet<string> keys)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName) return null;
        var key = Text(in reader, "a key");
        if (!keys.Add(key)) throw Wrong(key, "the key once", "it twice");
        reader.Read();
        return key;
    }

    static string Text(ref readonly Utf8JsonReader reader, string key)
    {
        try
        {
            return reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString()! : throw Wrong(key, "text", Got.Of(in reader));
        }
        catch (InvalidOperationException)
        {
            throw Wrong(key, "text", "half a surrogate pair");
        }
    }

    static void Expect(ref readonly Utf8JsonReader reader, JsonTokenType type, string? key, string expected)
    {
        if (reader.TokenType != type) throw Wrong(key, expected, Got.Of(in reader));
    }

    static ServingException Unknown(string key, string expected) => Wrong(key, expected, "an unknown key");

    static ServingException Wrong(string? key, string expected, string got) => ServingException.Invalid([new Problem(null, key, expected, got)]);
}

using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.OpenInference;

/// <summary>
/// Makes rows of tensors. Either each column is an input of its name with one value a row, or one input of numbers brings all columns
/// in the signature's order, row by row.
/// </summary>
readonly ref struct TensorRows(InferRequest request, ReadOnlySpan<byte> json, ReadOnlySpan<byte> tail)
{
    readonly ReadOnlySpan<byte> _json = json;
    readonly ReadOnlySpan<byte> _tail = tail;

    public RowTable Read(ServedModel model, int mostRows)
    {
        var count = CheckShapes(model, mostRows);
        var rows = new ColumnarRows(model, count);
        var offset = 0L;
        foreach (var input in request.Inputs)
        {
            var bytes = input.BinarySize is { } size ? Take(input, ref offset, size) : default;
            var column = model.IndexOf(input.Name);
            if (column < 0 && !IsMatrix(model)) throw Unknown(input, model);
            CheckType(model, input, column);
            if (input.BinarySize is null) ReadJson(input, column, rows);
            else ReadBinary(input, column, rows, bytes);
        }
        if (offset != _tail.Length) throw Wrong(null, FormattableString.Invariant($"{offset} bytes of tensors"), FormattableString.Invariant($"{_tail.Length}"));
        return rows.Finish();
    }

    bool IsMatrix(ServedModel model) =>
        request.Inputs is [{ Shape.Length: 2 } only] && model.IndexOf(only.Name) < 0 && only.Shape[1] == (ulong)model.Columns.Length;

    int CheckShapes(ServedModel model, int mostRows)
    {
        if (request.Inputs.Count == 0) throw Wrong("inputs", "at least one input", "none");
        var isMatrix = IsMatrix(model);
        var first = request.Inputs[0];
        foreach (var input in request.Inputs)
        {
            var isColumn = input.Shape is [_] || input.Shape is [_, 1];
            if (!isColumn && !isMatrix) throw Wrong(input.Name, "a shape of [rows] or [rows, 1]", input.ShapeText);
            if (input.Elements is null) throw Wrong(input.Name, "a shape whose size is a 64-bit number", input.ShapeText);
            if (input.Rows != first.Rows) throw Wrong(input.Name, $"as many rows as '{first.Name}' has ({first.Rows})", input.ShapeText);
        }
        if (first.Rows == 0) throw Wrong(first.Name, "at least one row", first.ShapeText);
        if (first.Rows > (ulong)mostRows) throw new ServingException(413, "too_many_rows", FormattableString.Invariant($"A request may bring {mostRows} rows; this one has {first.Rows}."));
        return (int)first.Rows;
    }

    static void CheckType(ServedModel model, InputTensor input, int column)
    {
        if (input.Type is Datatype.Fp16 or Datatype.Bf16 && input.BinarySize is null) throw Wrong(input.Name, $"{input.Type.Word} in bytes: JSON can't hold it", "values in data");
        if (column >= 0 && !input.Type.Suits(model.Columns[column].Type)) throw Wrong(input.Name, $"{Datatypes.Of(model.Columns[column].Type).Word}, for the column is {model.Columns[column].Type.Word}", input.Type.Word);
        if (column >= 0) return;
        foreach (var each in model.Columns)
            if (!input.Type.Suits(each.Type)) throw Wrong(each.Name, $"an input of its own, for the column is {each.Type.Word}", $"one of {input.Type.Word} for all columns");
    }

    ReadOnlySpan<byte> Take(InputTensor input, ref long offset, long size)
    {
        if (size > _tail.Length - offset) throw Wrong(input.Name, FormattableString.Invariant($"{size} bytes after the JSON"), FormattableString.Invariant($"{_tail.Length - offset}"));
        var taken = _tail.Slice((int)offset, (int)size);
        offset += size;
        return taken;
    }

    // Nested or flat, the values come in the same order.
    void ReadJson(InputTensor input, int column, ColumnarRows rows)
    {
        var reader = new Utf8JsonReader(_json[input.DataStart..], new JsonReaderOptions { MaxDepth = 100 });
        var (depth, element, elements) = (0, 0UL, input.Elements!.Value);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartArray) depth++;
            else if (reader.TokenType == JsonTokenType.EndArray)
            {
                if (--depth == 0) break;
            }
            else if (element >= elements) throw Wrong(input.Name, $"{elements} values, as its shape says", "more");
            else if (reader.TokenType == JsonTokenType.StartObject) throw Wrong(input.Name, "values", "an object");
            else rows.Set(input, column, element++, in reader);
        }
        if (element != elements) throw Wrong(input.Name, $"{elements} values, as its shape says", $"{element}");
    }

    static void ReadBinary(InputTensor input, int column, ColumnarRows rows, ReadOnlySpan<byte> bytes)
    {
        var elements = input.Elements!.Value;
        if (input.Type == Datatype.Bytes)
        {
            ReadTexts(input, column, rows, bytes, elements);
            return;
        }
        if ((ulong)bytes.Length != elements * (ulong)input.Type.Size)
            throw Wrong(input.Name, $"{elements} values of {input.Type.Size} bytes", FormattableString.Invariant($"{bytes.Length} bytes"));
        for (var element = 0UL; element < elements; element++)
            rows.Set(input, column, element, bytes.Slice((int)element * input.Type.Size, input.Type.Size));
    }

    static void ReadTexts(InputTensor input, int column, ColumnarRows rows, ReadOnlySpan<byte> bytes, ulong elements)
    {
        for (var element = 0UL; element < elements; element++)
        {
            if (bytes.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(bytes) > bytes.Length - 4) throw Wrong(input.Name, $"{elements} texts, each after its length", $"bytes that end in text {element}");
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var text = bytes.Slice(4, length);
            if (!Utf8.IsValid(text)) throw Wrong(input.Name, "text in UTF-8", $"other bytes in text {element}");
            rows.SetText(column, element, Encoding.UTF8.GetString(text));
            bytes = bytes[(4 + length)..];
        }
        if (!bytes.IsEmpty) throw Wrong(input.Name, $"{elements} texts", FormattableString.Invariant($"{bytes.Length} bytes more"));
    }

    static ServingException Unknown(InputTensor input, ServedModel model)
    {
        var hint = Engine.Errors.Spelling.DidYouMean(input.Name, model.Columns.Select(c => c.Name));
        return Wrong(input.Name, hint is null ? "an input of the model's metadata" : $"an input of the model's metadata ({hint})", "an unknown input");
    }

    static ServingException Wrong(string? input, string expected, string got) => ServingException.Invalid([new Problem(null, input, expected, got)]);
}

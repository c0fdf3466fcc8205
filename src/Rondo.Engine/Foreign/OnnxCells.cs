using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Foreign;

/// <summary>From the columns of a table to the tensor of an input. A missing number is NaN, a missing text the empty one; whole numbers have nothing for it.</summary>
static class OnnxCells
{
    public static OnnxTensor Of(Table rows, OnnxInput input, int column, int start, int count)
    {
        var shape = input.IsVector ? new[] { (long)count } : [count, input.Width];
        return new OnnxTensor(input.Element, shape, input.Element switch
        {
            OnnxElement.Text => Texts(),
            OnnxElement.Float => Numbers(x => (float)x),
            OnnxElement.Double => Numbers(x => x),
            OnnxElement.Half => Numbers(x => (Half)x),
            OnnxElement.Int64 => Wholes(x => x),
            OnnxElement.Int32 => Wholes(int.CreateChecked),
            OnnxElement.Int16 => Wholes(short.CreateChecked),
            OnnxElement.Int8 => Wholes(sbyte.CreateChecked),
            OnnxElement.UInt64 => Wholes(ulong.CreateChecked),
            OnnxElement.UInt32 => Wholes(uint.CreateChecked),
            OnnxElement.UInt16 => Wholes(ushort.CreateChecked),
            OnnxElement.UInt8 => Wholes(byte.CreateChecked),
            OnnxElement.Boolean => Wholes(x => x != 0),
            _ => throw new ArgumentException($"Nothing becomes a {input.Element}.", nameof(input)),
        });

        T[] Numbers<T>(Func<double, T> convert)
        {
            var values = new T[count * input.Width];
            for (var j = 0; j < input.Width; j++)
            {
                for (var i = 0; i < count; i++)
                {
                    values[(i * input.Width) + j] = convert(rows.Columns[column + j] switch
                    {
                        DoubleColumn doubles => doubles.Values[start + i],
                        IntegerColumn integers => integers.IsMissing(start + i) ? double.NaN : integers.Values[start + i],
                        var other => throw new ArgumentException($"A {other.Type.Word} is no number.", nameof(rows)),
                    });
                }
            }
            return values;
        }

        T[] Wholes<T>(Func<long, T> convert)
        {
            var values = new T[count * input.Width];
            for (var j = 0; j < input.Width; j++)
            {
                var integers = (IntegerColumn)rows.Columns[column + j];
                for (var i = 0; i < count; i++)
                {
                    if (integers.IsMissing(start + i)) throw Unfit(column + j, "missing_value", "has no value, and a whole number of an ONNX model can't be missing", "Leave the row out, or fill the value in.");
                    try
                    {
                        values[(i * input.Width) + j] = convert(integers.Values[start + i]);
                    }
                    catch (OverflowException)
                    {
                        throw Unfit(column + j, "out_of_range", $"is {integers.Values[start + i]}, which does not fit the model's {input.Element.ToString().ToLowerInvariant()}", null);
                    }
                }
            }
            return values;
        }

        string[] Texts()
        {
            var values = new string[count * input.Width];
            for (var j = 0; j < input.Width; j++)
            {
                var texts = (TextColumn)rows.Columns[column + j];
                for (var i = 0; i < count; i++)
                {
                    var text = texts[start + i] ?? "";
                    // The runtime takes a zero for the end.
                    if (text.Contains('\0', StringComparison.Ordinal)) throw Unfit(column + j, "bad_text", "has a text with the character U+0000, which an ONNX model can't take", null);
                    values[(i * input.Width) + j] = text;
                }
            }
            return values;
        }

        RondoException Unfit(int at, string code, string what, string? hint) =>
            new(new Mistake(code, $"Column '{rows.Schema.Fields[at].Name}' {what}.") { Field = rows.Schema.Fields[at].Name, Hint = hint });
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Recipes;

/// <summary>Reads what <see cref="PipelineWriter"/> wrote. Every length is checked against the bytes that are there before memory is taken.</summary>
public sealed class PipelineReader(ReadOnlyMemory<byte> bytes, FittedCatalog catalog)
{
    private int _position;
    private int _depth;

    public bool AtEnd => _position == bytes.Length;

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Next(4));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Next(8));

    public bool Bool() => Next(1)[0] switch
    {
        0 => false,
        1 => true,
        _ => throw Damaged("a boolean is neither 0 nor 1"),
    };

    public double Double() => BitConverter.Int64BitsToDouble(Long());

    public string Text() => Encoding.UTF8.GetString(Next(Length(1)));

    public string[] Texts()
    {
        var texts = new string[Length(4)];
        for (var i = 0; i < texts.Length; i++) texts[i] = Text();
        return texts;
    }

    public double[] Doubles() => Raw<double>();

    public float[] Floats() => Raw<float>();

    public int[] Ints() => Raw<int>();

    public byte[] Bytes() => Raw<byte>();

    public T[] Raw<T>()
        where T : unmanaged
    {
        var size = Marshal.SizeOf<T>();
        var length = Length(size);
        return MemoryMarshal.Cast<byte, T>(Next(length * size)).ToArray();
    }

    /// <summary>A count of things that take at least <paramref name="size"/> bytes each.</summary>
    public int Length(int size)
    {
        var length = Int();
        if (length < 0 || (long)length * size > bytes.Length - _position) throw Damaged($"a length of {length} does not fit");
        return length;
    }

    /// <exception cref="RondoException">Unknown name, newer version, or another type than <typeparamref name="T"/>.</exception>
    public T Fitted<T>()
        where T : IFitted
    {
        if (++_depth > 64) throw Damaged("it is nested too deeply");
        var fitted = catalog.Read(Text(), Int(), this);
        _depth--;
        return fitted is T typed ? typed : throw Damaged($"a {fitted.GetType().Name} stands where a {typeof(T).Name} belongs");
    }

    public static RondoException Damaged(string why) => new("damaged_pipeline", $"The model's pipeline.bin is damaged: {why}.", "Restore the model from its package or train it again.");

    ReadOnlySpan<byte> Next(int count)
    {
        if (count > bytes.Length - _position) throw Damaged("it ends too early");
        var span = bytes.Span.Slice(_position, count);
        _position += count;
        return span;
    }
}

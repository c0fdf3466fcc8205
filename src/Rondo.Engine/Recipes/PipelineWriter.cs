using System.Buffers;
using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Rondo.Engine.Recipes;

/// <summary>Writes the canonical little-endian form: equal models give equal bytes.</summary>
public sealed class PipelineWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Int(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    public void Long(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    public void Bool(bool value) => _bytes.Write([value ? (byte)1 : (byte)0]);

    /// <summary>Every NaN is written as one and the same NaN.</summary>
    public void Double(double value) => Long(double.IsNaN(value) ? 0x7ff8000000000000L : BitConverter.DoubleToInt64Bits(value));

    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Int(bytes.Length);
        _bytes.Write(bytes);
    }

    public void Texts(IReadOnlyCollection<string> values)
    {
        Int(values.Count);
        foreach (var value in values) Text(value);
    }

    public void Doubles(ReadOnlySpan<double> values)
    {
        Int(values.Length);
        foreach (var value in values) Double(value);
    }

    public void Floats(ReadOnlySpan<float> values)
    {
        Int(values.Length);
        foreach (var value in values) Int(float.IsNaN(value) ? 0x7fc00000 : BitConverter.SingleToInt32Bits(value));
    }

    public void Ints(ReadOnlySpan<int> values)
    {
        Int(values.Length);
        foreach (var value in values) Int(value);
    }

    public void Bytes(ReadOnlySpan<byte> values)
    {
        Int(values.Length);
        _bytes.Write(values);
    }

    /// <summary>Numbers of any unmanaged layout without padding, written as they lie in memory on a little-endian machine.</summary>
    public void Raw<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Big-endian machines are not supported.");
        Int(values.Length);
        _bytes.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>The fitted thing's name and version, then itself.</summary>
    public void Fitted(IFitted fitted)
    {
        var attribute = fitted.GetType().GetCustomAttribute<FittedAttribute>()
            ?? throw new InvalidOperationException($"{fitted.GetType().Name} has no [Fitted] name.");
        Text(FittedCatalog.NameOf(fitted.GetType(), attribute));
        Int(attribute.Version);
        fitted.Write(this);
    }
}

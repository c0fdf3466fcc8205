using System.Runtime.InteropServices;

namespace Rondo.Engine.Export.Onnx;

/// <summary>Element types of ONNX (TensorProto.DataType).</summary>
enum OnnxType
{
    Float = 1,
    Int64 = 7,
    Text = 8,
    Boolean = 9,
    Double = 11,
}

/// <summary>Constant tensors as TensorProto.</summary>
static class OnnxTensor
{
    public static ProtoWriter Doubles(string name, ReadOnlySpan<double> values, params long[] shape) => Begin(name, OnnxType.Double, shape).Bytes(9, MemoryMarshal.AsBytes(values));

    public static ProtoWriter Ints(string name, ReadOnlySpan<long> values, params long[] shape) => Begin(name, OnnxType.Int64, shape).Bytes(9, MemoryMarshal.AsBytes(values));

    public static ProtoWriter Text(string name, string text)
    {
        var tensor = Begin(name, OnnxType.Text, [1, 1]);
        return tensor.Text(6, text);
    }

    static ProtoWriter Begin(string name, OnnxType type, long[] shape) => new ProtoWriter().Ints(1, shape).Int(2, (long)type).Text(8, name);
}

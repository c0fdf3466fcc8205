using System.Collections.Immutable;

namespace Rondo.Engine.Foreign;

/// <summary>What runs ONNX models. The engine has none: a host brings one where it wants models that were made elsewhere.</summary>
public interface IOnnxRuntime
{
    /// <exception cref="Errors.RondoException">It is not on this machine.</exception>
    string Version { get; }

    /// <summary>A model, ready to run on one thread for each call. Reads no other file than this.</summary>
    /// <exception cref="Errors.RondoException">The runtime is not on this machine, or refuses the model.</exception>
    IOnnxSession Open(ReadOnlySpan<byte> model);
}

/// <summary>An ONNX model in memory. Any number of threads may run it at once.</summary>
public interface IOnnxSession
{
    ImmutableArray<OnnxPort> Inputs { get; }

    ImmutableArray<OnnxPort> Outputs { get; }

    /// <param name="inputs">One for each input, in order.</param>
    /// <param name="outputs">The names of the outputs wanted.</param>
    /// <exception cref="Errors.RondoException">It refuses the values; has its words.</exception>
    OnnxResult[] Run(IReadOnlyList<OnnxTensor> inputs, IReadOnlyList<string> outputs);
}

/// <summary>Types of a tensor's elements, numbered as onnx.proto does.</summary>
public enum OnnxElement
{
    None = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Boolean = 9,
    Half = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    Other = 99,
}

/// <summary>An input or output.</summary>
/// <param name="Shape">-1 where any size goes.</param>
public sealed record OnnxPort(string Name, OnnxElement Element, ImmutableArray<long> Shape)
{
    /// <summary>Whether it is a list of maps from class to probability, as ZipMap makes them.</summary>
    public bool IsListOfMaps { get; init; }

    public override string ToString() => IsListOfMaps ? $"'{Name}' (a list of maps)"
        : $"'{Name}' ({(Element == OnnxElement.None ? "no tensor" : Element.ToString().ToLowerInvariant())} [{string.Join(", ", Shape.Select(d => d < 0 ? "any" : FormattableString.Invariant($"{d}")))}])";
}

/// <summary>Values for an input.</summary>
/// <param name="Data">float[], double[], long[], int[], short[], sbyte[], byte[], ushort[], uint[], ulong[], bool[] or string[], as the element says.</param>
public sealed record OnnxTensor(OnnxElement Element, long[] Shape, Array Data);

/// <summary>Values of an output: numbers or texts.</summary>
public sealed record OnnxResult(long[] Shape, double[]? Numbers, string[]? Texts)
{
    /// <summary>Of a list of maps: what each of its columns is called.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];
}

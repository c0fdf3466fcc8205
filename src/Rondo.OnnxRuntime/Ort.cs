using Rondo.Engine.Foreign;

namespace Rondo.OnnxRuntime;

/// <summary>ONNX Runtime by its C API. Nothing is loaded before the first model asks for it.</summary>
public sealed class Ort : IOnnxRuntime
{
    Ort()
    {
    }

    public static Ort Instance { get; } = new();

    /// <summary>Whether its library is on this machine.</summary>
    public static bool IsThere => OrtLibrary.IsThere;

    public string Version => OrtLibrary.Load().Version;

    /// <summary>Makes pipelines of this process predict foreign models by it.</summary>
    public static void Use() => OnnxRuntimes.Use(Instance);

    public IOnnxSession Open(ReadOnlySpan<byte> model) => OrtSession.Open(OrtLibrary.Load(), model);
}

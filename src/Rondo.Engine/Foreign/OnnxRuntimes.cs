using Rondo.Engine.Errors;

namespace Rondo.Engine.Foreign;

/// <summary>The runtime that this process runs foreign models by.</summary>
public static class OnnxRuntimes
{
    private static IOnnxRuntime? s_current;

    /// <exception cref="RondoException">The host brought none.</exception>
    public static IOnnxRuntime Current =>
        s_current ?? throw new RondoException("no_onnxruntime", "This model was made elsewhere, and this program was built without what runs such models.", "Serve it by `rondo serve`, or reference Rondo.OnnxRuntime and call Ort.Use().");

    public static void Use(IOnnxRuntime runtime) => s_current = runtime;
}

using System.Runtime.InteropServices;

namespace Rondo.Serving;

/// <summary>The system's library for TLS. Without it the runtime would end the process instead of telling.</summary>
static class TlsLibrary
{
    static readonly string[] s_names = ["libssl.so.3", "libssl.so.1.1"];

    public static bool IsHere { get; } = !OperatingSystem.IsLinux() || Array.Exists(s_names, name => NativeLibrary.TryLoad(name, out _));
}

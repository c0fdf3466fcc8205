using System.Globalization;
using System.Runtime.InteropServices;

namespace Rondo.OnnxRuntime;

/// <summary>Bounds what this process may take from now on, so that a model that wants all memory gets an error instead.</summary>
public static partial class MemoryLimit
{
    const int AddressSpace = 9;

    /// <summary>On Linux; elsewhere nothing happens.</summary>
    public static void AllowMore(long bytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        var pages = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[0], CultureInfo.InvariantCulture);
        var most = (ulong)((pages * Environment.SystemPageSize) + bytes);
        var limit = new Limit { Current = most, Most = most };
        _ = setrlimit(AddressSpace, ref limit);
    }

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, ref Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Most;
    }
}

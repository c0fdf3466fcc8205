using System.Runtime.InteropServices;

namespace Rondo.Deploy.Host;

/// <summary>Work that must not take time from those who wait for answers.</summary>
public static partial class Background
{
    const int OfThread = 0, Nicest = 19;

    /// <summary>Puts this thread, and those that it starts, behind all others. To be called on a thread of its own.</summary>
    public static void Lower()
    {
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        // Linux knows priorities of threads under another name, which .NET does not set; 0 is the calling one.
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfThread, 0, Nicest);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int nice);
}

using System.Runtime.InteropServices;

namespace Rondo.Deploy.Host;

/// <summary>Work that must not take time from those who wait for answers.</summary>
public static partial class Background
{
    const int OfThread = 0, Nicest = 19, WhenIdle = 5;

    /// <summary>Puts this thread, and those that it starts, behind all others. To be called on a thread of its own.</summary>
    public static void Lower()
    {
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        // Linux knows priorities of threads under another name, which .NET does not set; 0 is the calling one.
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfThread, 0, Nicest);
    }

    /// <summary>Lets this thread, and those that it starts, run only while a processor has nothing else to do. Such work may never be done: only for what can be left out.</summary>
    public static void LowerToIdle()
    {
        Lower();
        // A thread that is merely behind still ends its slice of time before those that wake have theirs.
        var priority = 0;
        if (OperatingSystem.IsLinux()) _ = SetScheduler(OfThread, WhenIdle, in priority);
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in int priority);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int nice);
}

using System.ComponentModel;
using System.Diagnostics;

namespace Rondo.Lifecycle.Store;

/// <summary>A process of some host, known again by its id and start, because ids are used again.</summary>
sealed record ProcessIdentity(string Host, int Id, long StartedMicroseconds)
{
    // The system derives the start from its clock, which may have been corrected since.
    static readonly long _tolerance = (long)TimeSpan.FromSeconds(10).TotalMicroseconds;

    public static ProcessIdentity Current { get; } = ReadCurrent();

    public bool IsOnThisHost => Host == Current.Host;

    /// <summary>Whether the process is known to have ended; false on another host, whose processes can't be seen.</summary>
    public bool IsGone
    {
        get
        {
            if (!IsOnThisHost) return false;
            try
            {
                using var process = Process.GetProcessById(Id);
                return process.HasExited || Math.Abs(StartOf(process) - StartedMicroseconds) > _tolerance;
            }
            catch (ArgumentException)
            {
                return true;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
            catch (Win32Exception)
            {
                // It lives, but belongs to somebody else.
                return false;
            }
        }
    }

    static ProcessIdentity ReadCurrent()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessIdentity(Environment.MachineName, Environment.ProcessId, StartOf(process));
    }

    static long StartOf(Process process) => new DateTimeOffset(process.StartTime.ToUniversalTime()).ToMicroseconds();
}

using System.Diagnostics;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>The process's own figures, under the names that Prometheus' clients give them.</summary>
static class ProcessFigures
{
    static readonly double s_start = StartSeconds();

    public static void Write(MetricsText text)
    {
        text.Gauge("process_resident_memory_bytes", "Memory of the process in RAM.", Environment.WorkingSet);
        text.Gauge("process_start_time_seconds", "When the process began, in seconds since 1970.", s_start);
        text.Family("process_cpu_seconds_total", "counter", "Processor time of the process.");
        text.Line("process_cpu_seconds_total", "", Environment.CpuUsage.TotalTime.TotalSeconds);
        text.Gauge("rondo_managed_memory_bytes", "Memory of managed objects.", GC.GetTotalMemory(forceFullCollection: false));
        text.Gauge("rondo_work_queue_length", "Pieces of work that wait for a thread.", ThreadPool.PendingWorkItemCount);
    }

    static double StartSeconds()
    {
        using var own = Process.GetCurrentProcess();
        return (own.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }
}

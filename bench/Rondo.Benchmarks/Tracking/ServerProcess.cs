using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Rondo.Lifecycle.Store;
using Rondo.Server;

namespace Rondo.Benchmarks.Tracking;

/// <summary>A server in a process of its own, on a free port, with an empty store; it ends with its standard input.</summary>
sealed class ServerProcess : IDisposable
{
    public const string Verb = "serve";

    readonly Process _process;

    ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static ServerProcess Start(string kind, string folder)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(ServerProcess).Assembly.Location, "tracking", Verb, kind, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var said = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The server '{kind}' does not start.");
        return new ServerProcess(process, int.Parse(said, CultureInfo.InvariantCulture));
    }

    /// <summary>What the process does.</summary>
    public static int Serve(string kind, string folder)
    {
        if (kind == "bare")
        {
            var app = BareServer.Make(folder);
            app.Start();
            Tell(new Uri(app.Urls.First()));
            app.StopAsync().GetAwaiter().GetResult();
            return 0;
        }
        using var workspace = Workspace.Open(Path.Combine(folder, ".rondo"));
        var server = RondoServer.Start(workspace, new ServerOptions { Port = 0 }).GetAwaiter().GetResult();
        Tell(server.Address);
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000)) _process.Kill();
        _process.Dispose();
    }

    static void Tell(Uri address)
    {
        Console.WriteLine(address.Port.ToString(CultureInfo.InvariantCulture));
        Console.In.ReadToEnd();
    }
}

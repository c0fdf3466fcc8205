using System.Diagnostics;

namespace Rondo.Server.Tests.Mlflow;

/// <summary>The client that JavaScript's users have: the npm package as it is.</summary>
public sealed class NodeClientTests
{
    [Fact]
    public async Task The_npm_package_logs_and_reads()
    {
        var modules = Path.Combine(Root(), "node_modules");
        Assert.SkipUnless(Directory.Exists(Path.Combine(modules, "mlflow")), "The npm package 'mlflow' is not restored here (npm ci).");
        await using var server = await MlflowServer.Start();
        var start = new ProcessStartInfo("node", [Path.Combine(Root(), "tests", "Rondo.Server.Tests", "Mlflow", "client.js"), server.Address.ToString().TrimEnd('/')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_PATH"] = modules;

        using var node = Process.Start(start)!;
        var (said, failed) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, await failed);
        Assert.Equal("all well\n", await said);
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rondo.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests are run outside of the repository.");
    }
}

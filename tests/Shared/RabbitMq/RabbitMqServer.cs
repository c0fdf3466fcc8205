using System.Diagnostics;
using System.Globalization;

namespace Rondo.Tests.Shared.RabbitMq;

/// <summary>A RabbitMQ started by the first test that needs it; it ends with the run of the tests, however that ends.</summary>
sealed class RabbitMqServer
{
    public const string Password = "s3cret@/:?#&word";

    private static readonly Lazy<RabbitMqServer> s_shared = new(() => new RabbitMqServer());

    private readonly Process _process;

    RabbitMqServer()
    {
        // Not disposed: its input stays open as long as this process lives.
        _process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(AppContext.BaseDirectory, "RabbitMq", "serve.sh"), Password])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        HearReady();
    }

    /// <summary>The one of this run; a test is skipped where it isn't installed.</summary>
    public static RabbitMqServer Shared
    {
        get
        {
            SkipUnlessInstalled();
            return s_shared.Value;
        }
    }

    public int Port { get; private set; }

    /// <summary>The broker without a queue.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"amqp://rondo:{Password}@127.0.0.1:{Port}");

    int Broker { get; set; }

    /// <summary>One of the test's own, which it may kill.</summary>
    public static RabbitMqServer StartAnother()
    {
        SkipUnlessInstalled();
        return new RabbitMqServer();
    }

    /// <summary>Kills the broker in the middle of whatever it does.</summary>
    public void Kill()
    {
        using var broker = Process.GetProcessById(Broker);
        broker.Kill();
        broker.WaitForExit();
    }

    /// <summary>Starts a killed broker again, with what it had on disk.</summary>
    public void Revive()
    {
        _process.StandardInput.WriteLine("again");
        HearReady();
    }

    public void End()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    void HearReady()
    {
        var said = _process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("RabbitMQ does not start.");
        Port = int.Parse(said[1], CultureInfo.InvariantCulture);
        Broker = int.Parse(said[2], CultureInfo.InvariantCulture);
    }

    static void SkipUnlessInstalled() =>
        Assert.SkipUnless(File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server"), "RabbitMQ is not installed here (apt install rabbitmq-server): results to queues stay unproven in this run.");
}

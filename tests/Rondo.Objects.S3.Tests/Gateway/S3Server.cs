using System.Diagnostics;
using System.Globalization;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace Rondo.Objects.S3.Tests.Gateway;

/// <summary>A Ceph with its S3 gateway, started by the first test that needs it; it ends with the run of the tests, however that ends.</summary>
sealed class S3Server
{
    public const string AccessKey = "RONDOTESTKEY", SecretKey = "s3cret/of+the/tests";

    static readonly Lazy<S3Server?> _shared = new(() => IsInstalled ? new S3Server() : null);
    static readonly Lock _environment = new();
    static int _buckets;

    readonly Process _process;
    readonly StringBuilder _errors = new();

    S3Server()
    {
        // Not disposed: its input stays open as long as this process lives.
        _process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(AppContext.BaseDirectory, "Gateway", "serve.sh"), AccessKey, SecretKey])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        HearReady();
    }

    /// <summary>The one of this run; a test is skipped where it isn't installed.</summary>
    public static S3Server Shared
    {
        get
        {
            SkipUnlessInstalled();
            return _shared.Value!;
        }
    }

    public int Port { get; private set; }

    int GatewayProcess { get; set; }

    static bool IsInstalled => new[] { "ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin" }.All(program => PathFolders().Any(folder => File.Exists(Path.Combine(folder, program))));

    /// <summary>One of the test's own, which it may kill.</summary>
    public static S3Server StartAnother()
    {
        SkipUnlessInstalled();
        return new S3Server();
    }

    /// <summary>A new, empty bucket's address.</summary>
    public string NewBucket()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref _buckets)}");
        using var client = Client();
        client.PutBucketAsync(new PutBucketRequest { BucketName = name }).GetAwaiter().GetResult();
        return AddressOf(name);
    }

    public string AddressOf(string bucket) => $"s3://{bucket}?endpoint=http://127.0.0.1:{Port}";

    /// <summary>The server by the plain client, for what another program does behind our back.</summary>
    public AmazonS3Client Client() => new(AccessKey, SecretKey, new AmazonS3Config
    {
        ServiceURL = $"http://127.0.0.1:{Port}",
        ForcePathStyle = true,
        RequestChecksumCalculation = Amazon.Runtime.RequestChecksumCalculation.WHEN_REQUIRED,
    });

    public void Put(string address, string name, byte[] content)
    {
        var where = S3Address.Parse(address);
        using var client = Client();
        var key = where.Prefix.Length == 0 ? name : $"{where.Prefix}/{name}";
        client.PutObjectAsync(new PutObjectRequest { BucketName = where.Bucket, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = false }).GetAwaiter().GetResult();
    }

    public string[] Keys(string address)
    {
        using var client = Client();
        var page = client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = S3Address.Parse(address).Bucket }).GetAwaiter().GetResult();
        return [.. (page.S3Objects ?? []).Select(o => o.Key)];
    }

    /// <summary>How many uploads in parts are neither finished nor given up.</summary>
    public int OpenUploads(string address)
    {
        using var client = Client();
        return client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = S3Address.Parse(address).Bucket }).GetAwaiter().GetResult().MultipartUploads?.Count ?? 0;
    }

    public static S3Bucket Open(string address, string secret = SecretKey, string access = AccessKey) =>
        WithEnvironment(address, access, secret, () => S3Bucket.FromEnvironment()!);

    /// <summary>Variables are the process's, so that only one test at a time may open something by them.</summary>
    public static T WithEnvironment<T>(string? address, string? access, string? secret, Func<T> open)
    {
        lock (_environment)
        {
            Environment.SetEnvironmentVariable(S3Bucket.Variable, address);
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", access);
            Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", secret);
            try
            {
                return open();
            }
            finally
            {
                Environment.SetEnvironmentVariable(S3Bucket.Variable, null);
                Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", null);
                Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", null);
            }
        }
    }

    /// <summary>Kills the gateway in the middle of whatever it does.</summary>
    public void Kill()
    {
        using var gateway = Process.GetProcessById(GatewayProcess);
        gateway.Kill();
        gateway.WaitForExit();
    }

    /// <summary>Starts a killed gateway again, with what it had stored.</summary>
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
        var said = _process.StandardOutput.ReadLine()?.Split(' ');
        if (said is null)
        {
            _process.WaitForExit();
            throw new InvalidOperationException($"Ceph does not start: {_errors}");
        }
        Port = int.Parse(said[1], CultureInfo.InvariantCulture);
        GatewayProcess = int.Parse(said[2], CultureInfo.InvariantCulture);
    }

    static void SkipUnlessInstalled() => Assert.SkipUnless(IsInstalled, "No S3 server is installed here (apt install ceph-mon ceph-osd radosgw): objects on S3 stay unproven in this run.");

    static string[] PathFolders() => Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [];
}

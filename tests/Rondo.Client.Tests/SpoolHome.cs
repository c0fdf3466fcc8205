namespace Rondo.Client.Tests;

/// <summary>A spool folder that goes with the test, and clients of it.</summary>
sealed class SpoolHome : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("rondo-client-").FullName;

    public List<ClientNotice> Notices { get; } = [];

    public RondoClientOptions For(TrackingServer server) => For(server.Address);

    public RondoClientOptions For(Uri server) => new()
    {
        Server = server,
        SpoolFolder = Folder,
        SendEvery = TimeSpan.FromMilliseconds(5),
        FirstRetry = TimeSpan.FromMilliseconds(20),
        LongestRetry = TimeSpan.FromMilliseconds(200),
        CloseTimeout = TimeSpan.FromSeconds(20),
    };

    public RondoClient Client(TrackingServer server) => Client(For(server));

    public RondoClient Client(RondoClientOptions options)
    {
        var client = new RondoClient(options);
        client.Noticed += notice =>
        {
            lock (Notices) Notices.Add(notice);
        };
        return client;
    }

    public ClientNotice[] Told(NoticeKind kind)
    {
        lock (Notices) return [.. Notices.Where(n => n.Kind == kind)];
    }

    /// <summary>Folders of processes.</summary>
    public string[] Spools => [.. Directory.EnumerateDirectories(Folder, "p-*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public string[] Segments => [.. Directory.EnumerateFiles(Folder, "*.log", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

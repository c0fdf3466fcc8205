using System.Globalization;
using Npgsql;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Sources.Postgres;

/// <summary>An address as libpq writes it: <c>postgres://user:password@host:port/database?sslmode=require</c>.</summary>
/// <remarks>
/// What is missing is taken from PGUSER, PGPASSWORD or the file of PGPASSFILE by Npgsql, and from PGHOST, PGPORT and PGDATABASE here.
/// </remarks>
public sealed record PostgresAddress(NpgsqlConnectionStringBuilder Settings, IReadOnlyDictionary<string, string> Values)
{
    private const string DefaultPort = "5432";
    private const int DefaultTimeout = 15;

    private static readonly string[] s_known = ["table", "query", "incremental", "host", "port", "sslmode", "sslrootcert", "connect_timeout"];

    /// <summary>For messages: never the user's password.</summary>
    public string Shown => FormattableString.Invariant($"{Settings.Host}:{Settings.Port}");

    /// <exception cref="RondoException">It has another form; the message shows nothing of it.</exception>
    public static PostgresAddress Parse(string address)
    {
        var (place, values) = AddressParameters.Split(address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..], s_known);
        var server = ServerPlace.Parse(place);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = FirstOf(values.GetValueOrDefault("host"), server.Host, Environment.GetEnvironmentVariable("PGHOST"), "localhost"),
            Port = PortOf(FirstOf(values.GetValueOrDefault("port"), server.Port, Environment.GetEnvironmentVariable("PGPORT"), DefaultPort)),
            Timeout = values.TryGetValue("connect_timeout", out var seconds) ? SecondsOf(seconds) : DefaultTimeout,
            CommandTimeout = 0,
            Pooling = false,
            Enlist = false,
            ApplicationName = "rondo",
        };
        if (server.User.Length > 0) settings.Username = server.User;
        if (server.Password.Length > 0) settings.Password = server.Password;
        if (FirstOf(server.Path, Environment.GetEnvironmentVariable("PGDATABASE")) is { Length: > 0 } name) settings.Database = name;
        if (FirstOf(values.GetValueOrDefault("sslmode"), Environment.GetEnvironmentVariable("PGSSLMODE")) is { Length: > 0 } mode) settings.SslMode = ModeOf(mode);
        if (values.TryGetValue("sslrootcert", out var certificate)) settings.RootCertificate = certificate;
        if (settings.Password is { Length: > 0 } secret) Secrets.Remember(secret);
        return new PostgresAddress(settings, values);
    }

    /// <summary>The text without the password, whatever it came from.</summary>
    public string Redact(string text)
    {
        if (Settings.Password is { Length: > 0 } password) text = text.Replace(password, Secrets.Mask, StringComparison.Ordinal);
        return Secrets.Redact(text);
    }

    static int PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : throw Bad("has a port that is no number from 1 to 65535");

    static int SecondsOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 1000 ? seconds : throw Bad("has a connect_timeout that is no number of seconds from 0 to 1000");

    static SslMode ModeOf(string word)
    {
        string[] words = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
        var at = Array.IndexOf(words, word);
        return at >= 0 ? (SslMode)at : throw Bad($"has an sslmode that is none of {string.Join(", ", words)}");
    }

    static string FirstOf(params string?[] candidates) => candidates.FirstOrDefault(c => !string.IsNullOrEmpty(c)) ?? "";

    static RondoException Bad(string what) =>
        new("bad_address", $"The address of the database {what}.", "Write postgres://user:password@host:5432/database.");
}

using System.Globalization;
using RabbitMQ.Client;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Sinks.RabbitMq;

/// <summary>A broker, and where messages go in it: <c>amqp://user:password@host:5672/vhost?queue=scores</c>, or an exchange and a routing key.</summary>
/// <param name="Factory">Connects.</param>
/// <param name="Shown">For messages: never the password.</param>
/// <param name="Queue">Written to directly; null for an exchange.</param>
/// <param name="Exchange">Empty for a queue.</param>
/// <param name="RoutingKey">The queue's name for a queue.</param>
sealed record RabbitMqAddress(ConnectionFactory Factory, string Shown, string? Queue, string Exchange, string RoutingKey)
{
    private const string Example = "Write amqp://user:${PASSWORD}@host/vhost?queue=scores, or ?exchange=NAME&routing_key=KEY.";
    // AMQP's short strings.
    private const int LongestName = 255;

    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(15);
    private static readonly string[] s_known = ["queue", "exchange", "routing_key"];

    /// <summary>Where messages go, for messages.</summary>
    public string Place => Queue is null ? $"the exchange '{Exchange}' of {Shown}" : $"the queue '{Queue}' of {Shown}";

    /// <exception cref="RondoException">It has another form; the message shows nothing of it.</exception>
    public static RabbitMqAddress Parse(string address)
    {
        var (place, values) = AddressParameters.Split(address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..], s_known);
        var isTls = address.StartsWith("amqps:", StringComparison.OrdinalIgnoreCase);
        var server = ServerPlace.Parse(place);
        var host = server.Host.Length > 0 ? server.Host : "localhost";
        var port = server.Port.Length > 0 ? PortOf(server.Port) : isTls ? AmqpTcpEndpoint.DefaultAmqpSslPort : Protocols.DefaultProtocol.DefaultPort;
        var factory = new ConnectionFactory
        {
            HostName = host,
            Port = port,
            VirtualHost = server.Path.Length > 0 ? server.Path : ConnectionFactory.DefaultVHost,
            // Whoever goes on after a break must know what was confirmed before it: the job's note does.
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = s_connectTimeout,
            ClientProvidedName = "rondo",
            Ssl = new SslOption(host, enabled: isTls),
        };
        if (server.User.Length > 0) factory.UserName = server.User;
        if (server.Password.Length > 0)
        {
            factory.Password = server.Password;
            Secrets.Remember(server.Password);
        }
        var (queue, exchange, key) = TargetOf(values);
        return new RabbitMqAddress(factory, string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"), queue, exchange, key);
    }

    static (string? Queue, string Exchange, string RoutingKey) TargetOf(Dictionary<string, string> values)
    {
        foreach (var (name, value) in values)
            if (System.Text.Encoding.UTF8.GetByteCount(value) > LongestName) throw Bad($"has a {name} of more than {LongestName} bytes", name);
        var (queue, exchange, key) = (values.GetValueOrDefault("queue"), values.GetValueOrDefault("exchange"), values.GetValueOrDefault("routing_key"));
        if (queue is { Length: > 0 } && exchange is null && key is null) return (queue, "", queue);
        if (queue is null && exchange is { Length: > 0 }) return (null, exchange, key ?? "");
        throw queue is not null && (exchange ?? key) is not null ? Bad("names a queue beside an exchange or routing key", "queue") : Bad("names neither a queue nor an exchange to write to", "queue");
    }

    static int PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : throw Bad("has a port that is no number from 1 to 65535", "port");

    static RondoException Bad(string what, string field) => new(new Mistake("bad_address", $"The address of the broker {what}.") { Field = field, Hint = Example });
}

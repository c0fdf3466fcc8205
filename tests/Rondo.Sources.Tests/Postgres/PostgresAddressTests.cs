using System.Net;
using System.Net.Sockets;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Sources.Postgres;

namespace Rondo.Sources.Tests.Postgres;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://u:hunter22@localhost:x/db", "bad_address")]
    [InlineData("postgres://u:hunter22@localhost:99999/db", "bad_address")]
    [InlineData("postgres://u:hunter22@[::1/db", "bad_address")]
    [InlineData("postgres://u:hunter22@localhost/db?sslmode=always", "bad_address")]
    [InlineData("postgres://u:hunter22@localhost/db?tabel=x", "unknown_parameter")]
    [InlineData("postgres://u:hunter22@localhost/db?table=x&tabel=y", "unknown_parameter")]
    [InlineData("postgres://u:hunter22@localhost/db?table=x&table=y", "bad_address")]
    [InlineData("postgres://u:hunter22@localhost/db?query=SELECT '%FF'", "bad_address")]
    [InlineData("postgres://u:hunter22@localhost/db?table=a&query=SELECT 1", "bad_parameter")]
    public void A_wrong_address_is_told_without_its_password(string address, string code)
    {
        var mistake = Fetch(address);

        Assert.Equal(code, mistake.Code);
        Assert.DoesNotContain("hunter22", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_does_not_answer_is_told()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        var mistake = Fetch($"postgres://u:hunter22@127.0.0.1:{port}/db");

        Assert.Equal("unreachable", mistake.Code);
        Assert.Contains($"127.0.0.1:{port}", mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_says_nothing_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        Assert.Equal("unreachable", Fetch($"postgres://u:hunter22@127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/db?connect_timeout=1").Code);
    }

    [Fact]
    public void A_server_of_something_else_is_told()
    {
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        _ = Task.Run(async () =>
        {
            using var client = await web.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        });

        Assert.Equal("unreachable", Fetch($"postgres://u:hunter22@127.0.0.1:{((IPEndPoint)web.LocalEndpoint).Port}/db?connect_timeout=2").Code);
    }

    [Theory]
    [InlineData("x\n; Host=evil")]
    [InlineData("'; DROP TABLE t; --")]
    public void A_hostile_cursor_is_refused(string cursor)
    {
        var context = new SourceContext { Options = new SourceOptions(), Cursor = cursor };

        Assert.Equal("bad_cursor", Assert.Throws<RondoException>(() => new PostgresSource { Incremental = "at" }.Fetch("postgres://localhost/db", context, default)).Mistakes[0].Code);
    }

    static Mistake Fetch(string address) =>
        Assert.Throws<RondoException>(() => new PostgresSource().Fetch(address, new SourceContext { Options = new SourceOptions() }, default)).Mistakes[0];
}

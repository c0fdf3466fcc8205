using System.Data.Common;
using Dapper;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store.Access;

public abstract class AccessStoreTests : IDisposable
{
    static readonly Author s_ann = new() { By = "ann", Via = "cookie", Address = "203.0.113.9" };

    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;

    protected AccessStoreTests(string? store) => _test = new TestWorkspace(_clock, store);

    UserStore Users => _test.Workspace.Users;

    ApiKeyStore Keys => _test.Workspace.Keys;

    AuditLog Audit => _test.Workspace.Audit;

    [Fact]
    public void Users_are_kept_and_every_change_is_told()
    {
        Users.SetUp("ann", "hash", s_ann);
        Users.Create("bob", Role.Viewer, "hash", s_ann);
        var before = Users.Get("bob");
        var changed = Users.Change("bob", new UserChange { Role = Role.Editor }, s_ann);
        Assert.Equal((Role.Editor, "hash"), (changed.Role, changed.PasswordHash));
        Assert.NotEqual(before.Stamp, changed.Stamp);
        Users.Delete("bob", s_ann);

        Assert.Equal(["ann"], Users.List().Select(u => u.Name));
        Expect.Mistake("unknown_user", () => Users.Get("bob"));
        Assert.Equal(["user.delete", "user.change", "user.create", "user.set_up"], Audit.Page(new AuditFilter()).Select(e => e.Action));
        Assert.All(Audit.Page(new AuditFilter()), e => Assert.Equal(("ann", "cookie", "203.0.113.9", _clock.GetUtcNow()), (e.Actor, e.Via, e.Address, e.Time)));
    }

    [Fact]
    public void A_change_that_fails_is_not_told()
    {
        Users.SetUp("ann", "hash", s_ann);
        Expect.Mistake("last_admin", () => Users.Change("ann", new UserChange { IsDisabled = true }, s_ann));
        Expect.Mistake("name_taken", () => Users.Create("ann", Role.Viewer, "hash", s_ann));
        Assert.Single(Audit.Page(new AuditFilter()));
    }

    [Fact]
    public async Task One_of_many_first_admins_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            try
            {
                Users.SetUp($"admin-{i}", "hash", s_ann);
                return true;
            }
            catch (Engine.Errors.RondoException)
            {
                return false;
            }
        })));
        Assert.Equal((1, 1), (outcomes.Count(won => won), Users.List().Count));
    }

    [Fact]
    public void A_key_is_kept_as_a_hash_and_goes_with_its_owner()
    {
        Users.SetUp("ann", "hash", s_ann);
        Users.Create("bob", Role.Editor, "hash", s_ann);
        var (key, text) = Keys.Create("bob", "nightly", Permission.Read | Permission.Log, null, s_ann);

        Assert.Equal(("bob", Permission.Read | Permission.Log), (Keys.Verify(text)!.User.Name, Keys.Verify(text)!.Permissions));
        Assert.Equal(_clock.GetUtcNow(), Keys.List("bob").Single().LastUsed);
        Assert.Null(Keys.Verify(text[..^1] + (text[^1] == 'A' ? 'B' : 'A')));
        using (var connection = _test.Connect()) Assert.DoesNotContain(text[20..], connection.ExecuteScalar<string>("SELECT secret_hash FROM api_keys"), StringComparison.Ordinal);
        Expect.Mistake("unknown_key", () => Keys.Revoke(key.Id, "ann", s_ann));
        Users.Delete("bob", s_ann);
        Assert.Null(Keys.Verify(text));
        Assert.Empty(Keys.List());
    }

    [Fact]
    public void The_audit_log_refuses_changes_of_the_database_itself()
    {
        for (var i = 0; i < 3; i++) Audit.Append(s_ann, "sign_in", "ann");
        using var connection = _test.Connect();
        foreach (var sql in (string[])["UPDATE audit SET actor = 'eve'", "DELETE FROM audit", "DELETE FROM audit WHERE sequence = 3"])
            Assert.Contains("only grows", Assert.ThrowsAny<DbException>(() => connection.Execute(sql)).Message, StringComparison.Ordinal);
        Assert.Null(Audit.FirstBroken());
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'eve' WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM audit WHERE sequence = 2", 3)]
    [InlineData("DELETE FROM audit WHERE sequence = 3", 3)]
    public void Whoever_gets_around_that_is_found_out(string sql, long first)
    {
        for (var i = 0; i < 3; i++) Audit.Append(s_ann, "sign_in", "ann");
        using var connection = _test.Connect();
        foreach (var trigger in Triggers) connection.Execute(trigger);
        connection.Execute(sql);
        Assert.Equal(first, Audit.FirstBroken());
    }

    [Fact]
    public void Models_tell_the_audit_log_in_the_same_transaction()
    {
        _test.Register();
        _test.Register();
        _test.Models.Promote(ModelReference.Parse("flights@2"), author: s_ann with { Reason = "better" });
        var entry = Audit.Page(new AuditFilter { Action = "model.promoted" })[0];
        Assert.Equal(("ann", "flights@2", "better", "1"), (entry.Actor, entry.Target, entry.Detail["reason"], entry.Detail["previous"]));
        var told = Audit.Page(new AuditFilter()).Count;
        Expect.Mistake("alias_moved", () => _test.Models.Promote(ModelReference.Parse("flights@1"), ExpectedAlias.Version(1), s_ann));
        Assert.Equal(told, Audit.Page(new AuditFilter()).Count);
    }

    [Fact]
    public void Who_comes_from_a_provider_is_known_by_subject_and_keeps_the_name()
    {
        Users.SetUp("ann", "hash", s_ann);
        var first = Users.Vouched("https://idp.example", "17", "ann", Role.Viewer, s_ann);
        Assert.StartsWith("ann-", first.Name, StringComparison.Ordinal);
        var again = Users.Vouched("https://idp.example", "17", "renamed", Role.Editor, s_ann);
        Assert.Equal((first.Id, first.Name, Role.Editor), (again.Id, again.Name, again.Role));
        Expect.Mistake("no_password", () => Users.Change(again.Name, new UserChange { PasswordHash = "x" }, s_ann));
    }

    string[] Triggers => this is AccessStoreOnPostgresTests
        ? ["DROP TRIGGER audit_only_grows ON audit"]
        : ["DROP TRIGGER audit_is_not_changed", "DROP TRIGGER audit_is_not_deleted"];

    public void Dispose()
    {
        _test.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class AccessStoreOnSqliteTests() : AccessStoreTests(null);

public sealed class AccessStoreOnPostgresTests() : AccessStoreTests(PostgresServer.NewDatabase("SELECT 1"));

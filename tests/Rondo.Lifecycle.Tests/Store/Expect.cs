using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Tests.Store;

/// <summary>Expects a mistake by its code.</summary>
static class Expect
{
    public static Mistake Mistake(string code, Action action)
    {
        var mistake = Assert.Single(Assert.Throws<RondoException>(action).Mistakes);
        Assert.Equal(code, mistake.Code);
        return mistake;
    }

    public static async Task<Mistake> MistakeOf(string code, Func<Task> action)
    {
        var mistake = Assert.Single((await Assert.ThrowsAsync<RondoException>(action)).Mistakes);
        Assert.Equal(code, mistake.Code);
        return mistake;
    }
}

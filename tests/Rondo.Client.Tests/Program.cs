using Rondo.Client.Tests;

return await ChildStory.TryPlay() ? 0 : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

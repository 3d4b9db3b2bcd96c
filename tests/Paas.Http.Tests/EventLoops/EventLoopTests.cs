using System.Net;
using System.Net.Sockets;

namespace Paas.EventLoops;

public sealed class EventLoopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_FromElsewhere_RunsOnTheLoopInOrder()
    {
        RequireEventLoops();
        using var loop = new EventLoop(0);
        var order = new List<int>();
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0; i < 100; i++)
        {
            var number = i;
            loop.Post(new LoopAction(() => order.Add(number)));
        }
        loop.Post(new LoopAction(() => done.SetResult(loop.IsCurrent)));
        Assert.True(await Soon(done.Task));
        Assert.False(loop.IsCurrent);
        Assert.Equal(Enumerable.Range(0, 100), order);
    }

    [Fact]
    public async Task Post_AfterTheEnd_RunsOnThePool()
    {
        RequireEventLoops();
        var loop = new EventLoop(0);
        var before = new TaskCompletionSource();
        loop.Post(new LoopAction(before.SetResult));
        loop.Dispose();
        Assert.True(before.Task.IsCompletedSuccessfully);

        var after = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(new LoopAction(() => after.SetResult(loop.IsCurrent)));
        Assert.False(await Soon(after.Task));
    }

    [Fact]
    public async Task Post_ItemThatThrows_IsReportedAndTheNextRuns()
    {
        RequireEventLoops();
        var failures = new List<Exception>();
        var loop = new EventLoop(0, failures.Add);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(new LoopAction(static () => throw new InvalidOperationException("a bug")));
        loop.Post(new LoopAction(done.SetResult));
        await Soon(done.Task);
        loop.Dispose();
        loop.Dispose();
        Assert.Equal("a bug", Assert.Single(failures).Message);
    }

    [Fact]
    public async Task Post_ManyThreads_LosesNothing()
    {
        RequireEventLoops();
        using var loop = new EventLoop(0);
        const int Threads = 4, Each = 20_000;
        var count = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var item = new LoopAction(() =>
        {
            if (++count == Threads * Each)
                done.SetResult();
        });
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                loop.Post(item);
        })));
        await Soon(done.Task);
    }

    [Fact]
    public async Task Accept_OnTwoLoops_EchoesEveryConnectionAndSharesThem()
    {
        RequireEventLoops();
        using var first = new EventLoop(0);
        using var second = new EventLoop(1);
        using var stop = new CancellationTokenSource();
        using var listener = SocketListener.Bind(new IPEndPoint(IPAddress.Loopback, 0), 64);
        var acceptor = new EchoAcceptor();
        EventLoop[] loops = [first, second];
        var accepting = loops.Select(loop => listener.AcceptAsync(loop, loops, acceptor, TimeProvider.System, stop.Token)).ToArray();

        var sockets = new List<Socket>();
        for (var i = 0; i < 60; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(listener.EndPoint, Token);
            await socket.SendAsync(new byte[] { (byte)i }, Token);
            sockets.Add(socket);
        }
        for (var i = 0; i < sockets.Count; i++)
        {
            var answer = new byte[1];
            Assert.Equal(1, await Soon(sockets[i].ReceiveAsync(answer, Token).AsTask()));
            Assert.Equal(i, answer[0]);
        }
        Assert.InRange(acceptor.OnLoop(1), 5, 55);
        Assert.Equal(60, acceptor.OnLoop(0) + acceptor.OnLoop(1));

        await stop.CancelAsync();
        await Soon(Task.WhenAll(accepting));
        sockets.ForEach(static socket => socket.Dispose());
    }

    [Fact]
    public async Task Connection_PeerHasClosedBehindItsLastBytes_GivesBytesThenTheEnd()
    {
        RequireEventLoops();
        using var loop = new EventLoop(0);
        using var stop = new CancellationTokenSource();
        using var listener = SocketListener.Bind(new IPEndPoint(IPAddress.Loopback, 0), 64);
        var acceptor = new EchoAcceptor();
        var accepting = listener.AcceptAsync(loop, [loop], acceptor, TimeProvider.System, stop.Token);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.EndPoint, Token);
        var sent = new byte[300_000];
        new Random(3).NextBytes(sent);
        var sending = socket.SendAsync(sent, Token).AsTask().ContinueWith(_ => socket.Shutdown(SocketShutdown.Send), Token, TaskContinuationOptions.None, TaskScheduler.Default);

        var back = new MemoryStream();
        await using var stream = new NetworkStream(socket);
        await Soon(stream.CopyToAsync(back, Token));
        await sending;
        Assert.True(back.ToArray().AsSpan().SequenceEqual(sent));
        await stop.CancelAsync();
        await Soon(accepting);
    }

    private static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30), Token);

    private static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(30), Token);

    private static void RequireEventLoops() => Assert.SkipUnless(EventLoop.IsSupported, "Event loops need Linux.");
}

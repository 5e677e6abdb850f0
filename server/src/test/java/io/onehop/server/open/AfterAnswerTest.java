package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AfterAnswerTest {
    private final List<String> order = new ArrayList<>();
    private final List<Runnable> sending = new ArrayList<>();

    @Test
    void answersWhenAllBreaksHaveLeftAndDoesTheRestAfter() {
        AfterAnswer.of(
                () -> {
                    AfterAnswer.run(() -> order.add("after"));
                    sending.add(AfterAnswer.beforeAnswer());
                    AfterAnswer.answer(() -> order.add("answer"));
                    sending.add(AfterAnswer.beforeAnswer());
                });
        assertThat(order).isEmpty();
        sending.get(1).run();
        assertThat(order).isEmpty();
        sending.get(0).run();
        assertThat(order).containsExactly("answer", "after");
    }

    @Test
    void answersAtTheEndOfTheWorkWhenNothingIsOnItsWay() {
        AfterAnswer.of(
                () -> {
                    AfterAnswer.beforeAnswer().run();
                    AfterAnswer.answer(() -> order.add("answer"));
                    order.add("work");
                });
        assertThat(order).containsExactly("work", "answer");
    }

    @Test
    void isNothingOutsideOfARequest() {
        AfterAnswer.beforeAnswer().run();
        AfterAnswer.run(() -> order.add("task"));
        AfterAnswer.answer(() -> order.add("answer"));
        assertThat(order).containsExactly("task", "answer");
    }
}
